"""Whole requests as recruiters make them: jobs, interviews, offers."""

WORDS = """
closeReason.list
  what reasons exist for closing reqs; why might a job be closed, options; closing codes
  list of reasons to end a search
job.create
  we got approval for a new data engineer, get the req up; start recruiting a driver in Lille
  need a job opened for two cooks; new search for CTO; put up a req; draft a vacancy for nurse
  hiring manager wants a new analyst, create the job; raise a req for a PM; open a role; add new job
job.info
  who owns this vacancy; what's the band for the PM role; what team is this job in; who's the recruiter
  give me the details of REQ-9; status of the engineer vacancy; is REQ-9 open; when did we open the PM role
  who is hiring for this; what does the job pay; facts about the job; who manages the search for PM
  what's the salary budget of REQ-9; who is on the search team; which location is the role
job.list
  all vacancies; which jobs are we recruiting; my open jobs; roles on hold; everything we are hiring
  list of requisitions in London; drafts of jobs; how many searches are running; jobs closed this year
  jobs in the marketing team; what openings are you hiring for; positions by status; current roles
job.search
  do we have a job for welders; find the job Welder; look up REQ-9; search jobs by name; is there an open Welder role
  locate the vacancy; id of the job Welder; which requisition is 88; lookup requisition by title
  find me the welder vacancy
job.setStatus
  welder job is filled, shut it; put hiring on hold; stop the search; open the req; we can start hiring on REQ-9
  cancel REQ-9; REQ-9 is done; no budget, freeze the position; reactivate the vacancy; finish the search
  mark job as closed; all positions filled for the welder job; job goes live today; set to open; archive the old role
  the search is over; end recruitment; relaunch the role; suspend the req
job.update
  the job's title should be; rename REQ-9; move REQ-9 to Sales; job is in the wrong department
  location of the role is now Rome; edit the req; change the requisition number
  use the exec interview plan for this job; correct the title; title change for the req
job.updateCompensation
  pay for this role is now 50 to 60; lift the band; cut the salary range; add a bonus to the role's compensation
  set the budget for REQ-9; change the range; comp for the job needs updating; update salary for the job
  new pay scale for the position; role is budgeted at 90k
jobBoard.list
  which boards do we run; our careers pages; where can we post; boards that are enabled; internal and external boards
jobInterviewPlan.info
  how many interviews for the welder role; what are the steps to get hired as welder; process for the PM job
  outline of the rounds; what happens after the phone screen for this job; interview loop of REQ-9
  which stages does this req have; how is the role interviewed
jobPosting.info
  read me the ad; what's in the advert; which questions do applicants answer; apply url
  what do we say about benefits in the ad; ad copy; show posting for the welder; what's the public description
  what does the careers page say about the role; knockout questions on the ad
jobPosting.list
  what's on the careers site; which jobs are public; all live adverts; what can people apply to; ads online right now
  postings on LinkedIn board; list of ads; public vacancies; show everything published; how many ads are live
jobPosting.setCustomFieldValue
  set the ad's custom field; change the field Perks on the posting; one field of the advert
jobPosting.setCustomFieldValues
  set several fields on the ad; update perks and team fields of the posting; many posting fields together
jobPosting.setStatus
  pull the ad; advertise the welder job; get the role on the website; remove the listing; put the vacancy online
  take it off the website; ad live please; hide it from the careers page; we have enough applicants, unpublish
  go public with the role; stop showing the ad; turn the advert off; kill the ad; switch the posting on; publish
  close the advert to new applicants; list the role publicly; post it
jobPosting.update
  ad has a typo; change the wording; make the ad sound friendlier; the advert should mention travel; shorten the JD
  ad title is wrong; the listing says remote, it's hybrid; add a line on pension to the advert
  update description online; replace the text of the posting; new JD text; drop the degree requirement from the ad
  fix the job description; edit what applicants read
jobPosting.updateCompensation
  show pay on the ad; salary on the advert is wrong; add the wage to the listing; law says publish the range
  the ad should say 60k; take the salary off the ad; advertise 18 an hour; change what the ad says about pay
jobTemplate.list
  role templates we have; what blueprints are there for jobs; templates for requisitions
  can I start from a job template
opening.addJob
  fill HC-4 through REQ-9; connect REQ-9 with HC-4; let REQ-9 use the seat; attach the job to the headcount
opening.addLocation
  HC-4 may also be in Rome; allow Rome for the seat; add Rome to the opening; location option for the headcount
opening.create
  Tom left, we need to refill; one more head for Ops; we got budget for an extra seat; add two seats in support
  new headcount for Q3; replacement hire needed; backfill please; ask for additional headcount
  Sue quit and needs replacing; position number for a new seat
opening.info
  tell me about HC-4; when should HC-4 be filled; is HC-4 a replacement; state of seat HC-4; opening details
opening.list
  seats left; remaining headcount; what's in the headcount plan; unfilled seats; all approved heads
  how many heads can I hire; budgeted seats
opening.removeJob
  REQ-9 shouldn't draw on HC-4; detach REQ-9 from HC-4; wrong req on the seat; unlink
opening.removeLocation
  Rome is out for HC-4; take Rome off the seat; headcount no longer for Rome; remove city from the opening
opening.search
  where's HC-4; look for seat 4; find headcount number 4; id of opening HC-4
opening.setArchived
  archive HC-4; bring HC-4 back; we don't need seat 4 any more; hide the opening; restore the seat
opening.setOpeningState
  HC-4 was approved; close HC-4; seat is filled; open the seat; set HC-4 to open; headcount is frozen
  sign-off on headcount is there
opening.update
  HC-4's start slips; seat should start in May; HC-4 is part time; change the number of the seat; edit target date
  HC-4 is a backfill
approval.list
  what's still to be approved; who hasn't signed off; is the CFO done; where does the approval hang
  approvals outstanding; has it been approved; who needs to say yes to this offer; status of approvals for REQ-9
  anything awaiting sign off; who is holding up the offer; did legal approve
approvalDefinition.update
  add legal to the approval; CFO needn't approve; replace Tom by Sue as approver; change sign-off steps
  different approvers for the offer
communicationTemplate.list
  which mails are prepared; templates for texts; what templates can I use to reject; is there a template for invites
  message library
emailSender.list
  who can I send mail as; which from addresses; available senders; mailbox options
offer.approve
  boss is away, approve for her; push the approval through; overrule the approvers; just approve it
  approve my part of the offer
offer.create
  let's offer Ada 80k; write up an offer; Ada gets an offer: 80k plus 10k sign-on; prepare the contract for Ada
  put an offer in for Ada; we want to make an offer; generate an offer letter; offer with start date June
  get an offer out to Ada; draft terms for Ada
offer.info
  what did we offer Ada; how much is in her offer; when does she start as per offer; what bonus is in the offer
  terms for Ada; her package; what's the base in the offer; show the contract offer; previous version of the offer
  see the offer letter
offer.list
  who's got offers; offers not signed; which offers went out; how many offers last month; who said yes this quarter
  offers awaiting answer; candidates with open offers; acceptance rate; did Ada sign yet; has Ada accepted
  all offers in draft; what's out there in offers
offer.setDecidedAt
  she signed a day earlier; date of signing is wrong; acceptance was on May 2; correct the decision date
  declined on Monday really
offer.setStatus
  Ada took it; we have a signature; Ada said no; she turned it down; she declined; accepted; signed
  she's going with another company, offer is dead; pull back Ada's offer; we retract; offer lapsed; mark as accepted
  call off the offer; she accepted our offer; cancel it, she lied on her CV; offer expired without an answer
  record her yes; he refused our offer; contract is back signed
offer.start
  give me the offer form; which fields are in the offer form; empty form for an offer; begin offer form
offer.startApprovalProcess
  get sign-off for the offer; pass the offer to approvers; offer is ready, ask finance; request sign off
  start approvals; send for sign-off
offer.update
  she wants more; add sign-on bonus; up the base to 85k; change her start date; revise the terms; improve our offer
  title in the offer is wrong; match what the other company pays; lower the bonus; tweak the offer
  give her 5 more days leave in the offer; reissue the offer; new numbers; we agreed on 85k after negotiation
  change equity in the offer; amend the contract offer; counter
offerProcess.start
  ready to go to offer with Ada; begin offer process; move to making an offer: start; kick off offer procedure
referral.create
  my cousin is a great welder, put him forward; I'd recommend Ada for the job; Tom referred his friend
  colleague suggests Ada; employee recommendation; I know someone perfect for this; pass on a friend's name; refer Ada
  ex-coworker referral
referralForm.info
  what info do you need to refer a friend; fields of the referral form; how to refer; referral questions
sequence.add
  put Ada in our outreach; start a drip to Ada; reach out to Ada with the standard series; email Ada cold
  contact these prospects; nurture Ada; message Ada with our campaign; add to cadence; begin mailing Ada
  sign Ada up for the campaign; approach Ada; write to Ada about the role
sequence.cancel
  stop mailing Ada; no more mails to her; Ada opted out; take Ada off the cadence; end the follow-ups
  she asked not to be contacted
sequence.discard
  don't send the draft to Ada; bin Ada's unsent mails; delete prepared outreach; trash the draft
  drafted mails are no longer needed
sequence.info
  what will Ada receive; where is Ada in the cadence; state of Ada's outreach; show drafted mails
  mail two text for Ada
sequence.list
  who is being mailed; did anyone answer our outreach; active cadences; all people in campaigns; reply status
  outreach so far; who did we approach
sequence.start
  Ada's draft is fine, send; go with the draft; launch outreach to Ada; release the prepared mails
  start the cadence now
sequence.updateStage
  change mail two for Ada; make the intro more personal; fix the subject in Ada's draft; shorten the follow-up
  edit the outreach text
sequenceTemplate.info
  what's in the template cadence; how many steps has the sequence template; wait days between steps
  look at the campaign template
sequenceTemplate.list
  which cadences are there; outreach series we have; campaigns I could use; sequence templates please; list of cadences
source.list
  which sources can I choose; channels we track; list of agencies; where do we get people from; all possible origins
  source options
sourceTrackingLink.list
  trackable links; link to measure a campaign; utm links; special apply links; which tracking links exist
  link for the newsletter
surveyFormDefinition.info
  survey questions; what's in the NPS form; fields of the experience survey; open the survey form
surveyFormDefinition.list
  surveys available; list of survey forms; what questionnaires do we have; do we have a diversity survey
surveyRequest.create
  ask Ada how it was; send Ada the survey; survey link for Ada; get Ada's opinion on our process
  feedback form for the candidate about us
surveyRequest.list
  who got the survey; surveys pending; did we survey Ada; list of survey invitations; unanswered surveys
surveySubmission.create
  enter Ada's survey answers; she answered by phone, record; fill in the survey for her; post survey response
surveySubmission.list
  survey replies; our NPS; what do applicants say about our process; experience ratings; are candidates satisfied
  results of the questionnaire; diversity answers; how did people like our hiring process; candidate happiness
assessment.addCompletedToCandidate
  test score of Ada came, add it; external test finished, store the result; put her Codility score on the profile
  import results
assessment.cancel
  Ada doesn't need the test; stop the test; revoke the challenge; withdraw test invitation; abort the assessment
assessment.customField.list
  fields of the testing vendor; partner's custom fields; which fields can the vendor fill
assessment.list
  which tests do we have; tests on offer; what can we test candidates with; kinds of coding tests; assessment packages
assessment.start
  send Ada a test; let Ada do the coding challenge; give her the logic test; run a background check on Ada
  test Ada's skills; trigger HackerRank; Ada should take the personality test; get Ada screened by Checkr
  invite Ada to the online assessment; technical test for Ada
assessment.update
  test is in progress; vendor says the test is finished; mark test expired; update score; partner status update
interview.info
  how long does the screen take; what's the culture interview about; details of interview type
  instructions of this interview
interview.list
  what interview formats are there; which interviews can be booked; list of interview kinds; interview types
interviewBriefing.info
  I'm meeting Ada at 3, brief me; what should I ask Ada; get me ready for my interview
  what's my focus in the interview; prep for tomorrow; who's Ada, I interview her soon; interview guide
  briefing please; notes to read before I talk to Ada; cheat sheet
interviewEvent.list
  who sees Ada when; slots of the day; agenda for Ada's onsite; sessions in Ada's loop
  each interview with time and interviewer
interviewPlan.list
  interview processes we have; which plans exist; standard loops; list of pipelines; plan templates
interviewSchedule.cancel
  Ada can't come, cancel; kill the meeting with Ada; interview won't happen; take it off everyone's calendar
  onsite is off; call it off; scrap her loop; drop Thursday's screen; candidate is sick, cancel; withdraw the invite
  never mind the interview; no interview with Ada any more
interviewSchedule.create
  meet Ada Tuesday at 2; get Ada in for an interview; phone call with Ada on Monday; let's talk to Ada
  arrange a meeting with Ada and Tom; invite Ada to the office; set a time with Ada; book Tom and Sue for Ada's panel
  slot for Ada tomorrow; need a screen with Ada; put something in the calendar with Ada; plan Ada's onsite
  video call with Ada next week; find an hour for Ada; final interview for Ada on Friday
interviewSchedule.list
  when's Ada coming; who's interviewing today; my day; what's booked for Ada; interview times; any interviews Monday
  when do I talk to Ada; is Ada's interview fixed; all screens this week; did we schedule Ada
  at what time is the panel; calendar for tomorrow; who meets Ada; is there anything in the diary with Ada
  candidates coming in this week; next interview; how many interviews this week
interviewSchedule.update
  Ada needs another time; shift to Wednesday; Tom can't make it, use Sue; make it an hour later; can we do 4 instead
  another date for Ada's panel; rebook; delay the interview; bring it forward; add Sue to the panel
  drop Tom from the panel; change the Zoom link; start at 10 rather than 9; new slot
  the interviewer fell ill, substitute; lengthen the call to an hour; candidate is running late, move it
interviewStage.info
  what is this stage; stage details; kind of stage; name of stage with id
interviewStage.list
  stage names in the plan; which steps does the plan have; what follows the screen; list stages; order of steps
  stage ids
interviewStageGroup.list
  groups of stages; stage buckets; how is the funnel divided; phases
interviewerPool.addUser
  Tom can interview now; train Tom for screens; Tom finished shadowing; put Tom in the pool; Tom should shadow
  allow Tom to run interviews
interviewerPool.archive
  pool is obsolete; drop the pool of interviewers; close interviewer pool; the interviewer group isn't used
interviewerPool.create
  pool for screeners; start an interviewer group; set up interviewers for the new round; new interviewing pool
interviewerPool.info
  who can run this; trained people for the panel; who's in the pool; who is qualified; who is shadowing
  members of the bar raisers
interviewerPool.list
  interviewer groups; what pools for interviewers; all interviewing pools
interviewerPool.removeUser
  Tom stops interviewing for this; take Tom off the bar raisers; Tom out of the pool; remove trainee
  Tom does no more case interviews
interviewerPool.restore
  we need the interviewer pool again; un-archive interviewer group; bring pool of interviewers back
interviewerPool.update
  pool needs a new name; training should be compulsory; pool settings; no training needed for the pool
takeHomeAssignment.info
  Ada's homework; her solution; did Ada submit; who grades the exercise; look at the take-home
takeHomeAssignment.list
  exercises out; homework not yet handed in; all take-homes; who is working on the exercise; case studies in
  take-homes to grade
user.createInterviewerPause
  Tom's away; Sue is on sick leave, keep her free; no interviews for Tom in May; Tom needs a break; block Tom
  skip Tom when scheduling; Tom goes on paternity leave; don't book Sue; Tom is travelling until Monday
user.deleteInterviewerPause
  Tom's back; unblock Tom; Sue can take interviews once more; end the break; returned from holiday, available again
user.interviewerSettings
  Tom's interview maximum; how much can Tom interview; limits for Tom; what's Sue's cap
user.listInterviewerPauses
  when's Tom away; is Sue on leave; who's blocked; absences of interviewers; until when is Tom paused; is Tom available
user.updateInterviewerSettings
  two a day at most for Tom; Tom does too many interviews, limit; raise Sue's cap; no limit for Sue; only 3 per week
  max one daily
"""
