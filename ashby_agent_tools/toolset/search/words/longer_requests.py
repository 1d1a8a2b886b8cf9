"""Whole requests with reasons, names and dates in them, which say little of what is to be done."""

WORDS = """
application.changeStage
  candidate Renzo withdrew for family reasons; Renzo withdrew, got a promotion; reject Renzo, no references
  decline Renzo, lacks German; reject Renzo, other candidates were stronger; no for Renzo, salary too high for us
  sorry but no for Renzo; Renzo has been rejected, update it; shift Prem into the reference check stage
  move Prem into Offer; Prem goes to stage Final Interview; Prem passed the coding test, move on
  put Prem in the next stage and skip the take-home; Prem should be in Onsite; we want to continue with Prem
  continue the process with Prem
application.list
  who applied through Indeed this month; people in final stage across my reqs; candidates who withdrew since June
  applicants without a decision; how many candidates were rejected in March; which candidates are waiting for us
  all applicants of the nurse job with their stage
application.listHistory
  how long between applied and hired for Tjark; days from application to offer for Tjark
  how fast did Tjark get through; when was Tjark screened
application.transfer
  Ulla would be better on the events role, can you switch her; Ulla was put on the wrong req
  move Ulla's application from sales to events
applicationFeedback.list
  what did the hiring manager say about Wanda in her scorecard; what rating did Wanda get; feedback on Wanda please
  did Tom say yes to Wanda
applicationFeedback.submit
  record my feedback for the interview with Xaver, 2 out of 4; add my scorecard for Xaver; I rate Xaver 3
  feedback from me on Xaver: no
interviewSchedule.update
  the Friday slot with Malin doesn't work, find another; Malin can't make Friday, new date please
  Malin's appointment needs to be at 4; change Malin's interview from Friday to Monday
  another room for Malin's interview; Friday is bad for Malin, try Monday
interviewSchedule.create
  plan a video interview between Lovis and our CTO for Thursday 11:00; Lovis and Tom, one hour on Thursday, book it
  schedule Lovis; Lovis is free on Thursday at 11, please book the hiring manager screen; invite Lovis for a trial day
interviewSchedule.list
  do I have any interviews left today; which interviews does Tom have this week; is Lovis booked on Thursday
  show interviews of Lovis; update on Aylin's interviews; what is planned with Aylin; which interviews has Aylin had
interviewerPool.addUser
  let Odin join the group that does culture interviews; Odin should be one of the culture interviewers
  add Odin to the culture fit interviewers
interviewerPool.removeUser
  Odin should not be among the culture interviewers any more; take Odin off the group that does coding interviews
jobInterviewPlan.info
  which stages does an applicant for cashier pass; what steps are there for the cashier job
  what comes after the screen for the cashier role
interviewStage.list
  which stages does the plan have; ids of the stages; what are the stages called
offer.update
  Pia's offer should start in June instead of May; move the start date of Pia's offer to June
  the offer for Pia needs a new salary; Pia asks for a higher salary, adapt the offer
  put a sign-on bonus into Pia's offer; offer to Pia: change title to Lead
offer.setStatus
  Pia declined the offer, note the outcome; Pia accepted the offer yesterday; Pia refused; the answer from Pia is yes
  cancel Pia's offer
offer.create
  make Pia an offer of 2,900 a month; prepare Pia's offer: 60k, start in May
  we agreed with Pia on 60k, create the offer
approval.list
  which approvals am I waiting for; is the nurse req approved; what have I got to approve
  who hasn't approved Pia's offer
job.create
  set up a requisition for two cashiers in Graz; open up a position for a cashier; new hiring need: cashier in Graz
  create job Cashier; we're starting to look for a notary, create the job; we start looking for a notary
  I need a job for a notary; please add a notary role; the team needs a notary, open a job
  hiring a notary from May, set it up
job.setStatus
  stop the cashier search, store is closing; close the cashier job since it was filled
  reopen the cashier job, she left; open job Cashier
job.list
  how many vacancies are open in Vienna; open jobs in Vienna; jobs of the retail department
  which jobs were opened this week
job.info
  who leads recruiting for the cashier position; details on the cashier job; what department is the cashier job in
  is the cashier job open; update on the notary job; what is the status of the notary job; how is the notary job set up
jobPosting.setStatus
  the cashier posting must go offline; publish the cashier posting; cashier ad should be live by Monday
  remove the cashier ad from the site
jobPosting.update
  rewrite the cashier ad so it sounds less formal; change requirements in the cashier posting
  new text for the cashier ad: ...
candidate.createNote
  quick note on Abel: visa expires in August; note for Abel: call again in May
  add to Abel's profile that he speaks Greek, as a note
candidate.update
  Cosmo's number is 0171 555 now; Cosmo's email is now cosmo@example.com; the name is spelled Kosmo
  set Emre's email to; set Emre's phone to; change the first name of Emre; Emre's LinkedIn is
  Emre now works at Siemens, update
candidate.search
  who do we know named Ekström; any Ekström; is Ada Ekström in our database; look for Ada Ekström
candidate.addProject
  save Gesa in the pool for later; put Gesa into pool Nordics; add Gesa to talent pool Designers
candidate.uploadFile
  here is Hilda's work sample, put it with her documents; file Hilda's certificate; save Hilda's portfolio
customField.setValue
  set the Notice period on Ivo to 2 months; set field Source detail of Ivo; change Ivo's Level to L5
  enter Graz as Preferred city for Ivo; set Bar admission of Emre to Bavaria; Bar admission for Emre: Bavaria
  Emre's Bar admission is Bavaria; change Shift preference of Emre to night; set Driving licence of Emre to B
  set Work permit on the application; set Hiring type of the job to Backfill; the field Region of Emre is EU
project.info
  what is the talent pool Nordics sales; details of pool Nordics; who may see pool Nordics
opening.create
  register a backfill for Quirin; Quirin left, new seat; request a replacement for Quirin
referral.create
  a colleague recommends her brother for IT support; Tom refers Ada for the nurse job
  put in a referral from Tom for Ada
report.synchronous
  give me the diversity report; show me time to hire for the quarter; the saved report on sources
  run the report Weekly pipeline
sequence.add
  write to Rahel with our engineer sequence; put Rahel into sequence Engineers; contact Rahel through the campaign
user.deleteInterviewerPause
  Thea is back at work and may interview; Thea returned, end her pause; Thea can be booked again
candidate.pushToHris
  export Xenia to the HR system; hand Xenia to Workday; Xenia was hired, send her to the HRIS
location.updateName
  rename the Madrid office to Madrid Centro; the Madrid site is called Centro now
auditLog.list
  who changed the offer yesterday; who changed Pia's salary; who deleted the application; which user edited the job
webhook.create
  register a webhook for offers; webhook on candidate hired; add a webhook
application.info
  status update on Cleo for the lawyer job; any update on Cleo; an update on where Cleo is; how is it going with Cleo
  progress on Cleo; update me on Cleo's application; what's the latest on Cleo; status of Cleo
  current status of Cleo for the job
hiringTeam.addMember
  Zeno will be the recruiter for notary; Zeno is recruiter on the notary job; Zeno takes the notary search
  have Zeno on the notary team; add Zeno to the notary job; put Zeno on the job as coordinator
  recruiter for notary: Zeno
hiringTeam.removeMember
  take Zeno off the notary team; Zeno is no longer recruiter for notary; Zeno drops out of the notary hiring team
application.addHiringTeamMember
  Zeno will be recruiter for Cleo's application; Zeno looks after Cleo; coordinator on Cleo's application: Zeno
job.update
  change the title of the notary job; move the notary job to Legal; set the location of the notary job to Bonn
offer.info
  update on Aylin's offer; status of Aylin's offer; what are the details of Aylin's offer
"""
