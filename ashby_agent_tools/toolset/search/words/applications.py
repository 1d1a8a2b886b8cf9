"""Recruiters' words: applications, their stages, teams, scorecards and forms."""

WORDS = """
application.addHiringTeamMember
  add a recruiter to this application; assign a sourcer to the candidate; give a coordinator access to one application
  put a colleague on the application's hiring team; make someone the recruiter of this candidate; assign coordinator
  share a candidate's application with a user; let the hiring manager see this application; assign an owner
  add team member to application; candidate owner; make her responsible for this candidate; make him the recruiter
  who looks after this candidate from now on: assign; put someone in charge of this applicant; own this candidate
  loop in a colleague on this application; add follower to the application; hand this candidate to another recruiter
application.changeSource
  set the source of an application; change where the applicant came from; correct the source; fix attribution
  wrong source; source should be LinkedIn; came through an agency; mark as sourced; mark as a referral
  clear the source; credit the job board; attribute to the career fair; reattribute; source attribution
  credit should go to the agency; another channel brought this applicant; mark the source as; came in through a meetup
  came from Indeed, not LinkedIn; this was an agency submission; he was actually referred
  correct how we got this applicant; change channel; update application source; wrong origin
  actually an inbound applicant; count it as a sourced candidate
application.changeStage
  reject; reject a candidate; turn down; turn him down; pass on a candidate; decline a candidate; disqualify
  say no to an applicant; reject an applicant; decline an applicant; send a rejection; send a rejection mail
  rejection email; regret mail; regret letter; send regrets; turn-down letter; let down gently; let her know it is a no
  archive an application; archive the candidate; knock out; not a fit; not a match; no longer considered
  dismiss applicant; disposition a candidate; dispo; disposition the application; mark as rejected; make it a no
  no hire; it is a no; hard no; we are not going ahead with him; not moving forward; decided not to proceed
  not proceeding with the candidate; we are going with someone else; we chose another candidate; thanks but no thanks
  candidate is out; take him out of the running; remove from consideration; drop out of the process; cut a candidate
  screen out; weed out; bin an applicant; underqualified, reject; too junior; lacks experience; failed the interview
  did not pass; bombed the interview; position filled, reject the rest; close out an applicant; close her out; withdraw
  candidate withdrew; withdrew the application; withdrew their application; she is no longer interested; he pulled out
  dropped out; ghosted us; went silent, archive; took another job, close the application; mark withdrawn; move forward
  advance to the next stage; advance; progress a candidate; progress to the next round; next round
  move to phone screen; move to interview; move to onsite; promote to onsite; move to final round; bump to final round
  bump up a stage; move her to the onsite loop; push forward in the process; move along the pipeline; send to next step
  send on to the panel; bring to final interview; put through to the next round; goes through to the next step
  passed the screen, send her on; cleared the interview, next round; shortlist an applicant; fast-track; skip a stage
  move to recruiter screen; move to tech screen; move to technical interview; move to take-home
  move to reference check; move to offer stage; move back a stage; send back a step; back to review
  kick back to review; put on hold; change stage; stage move; change status of an application
  update the status of the candidate; set stage to; mark as hired; move to hired; we hired him; flip to hired
  hire the candidate; she starts next month, mark hired; unreject someone; undo a rejection; unarchive an application
  reactivate an application; revive an application; reopen a rejected application
  put a rejected candidate back in the pipeline; bring back into process; rejected by mistake, put back
  put back in the running; take back a step; drag the card to another column
application.create
  add a candidate to a job; consider someone for a role; consider for another role too; also consider
  put someone forward for a req; create an application; attach candidate to job; start a process for a candidate
  apply an existing candidate to a job; put in the pipeline of a job; add to pipeline of a job
  link person to requisition; new application for a candidate we know; submit a sourced candidate to a position
  open an application; enter silver medalist into a new job; add an existing candidate to a requisition
  put her forward for the opening too; consider him for a second job; add her to the pipeline of a role
  assign a candidate to a job; attach a profile to a req; kick off an application for a prospect
  throw his hat in the ring; candidate for this vacancy: add; add a prospect to a job
  would be a good fit for the other role, add; tie a person to a job; add applicant manually to a job
application.delete
  delete an application for good; remove an application permanently; delete test application
  erase duplicate application; application entered by mistake; get rid of the application record; wipe application
  destroy application; purge the application; drop a test entry from the pipeline for ever; applied twice, remove one
  delete the duplicate application; delete this application; remove the test applicant; duplicate app, delete
  expunge an application
application.info
  show an application; details of an application; which stage is he in; current stage of a candidate
  application status; status of an application; where does the candidate stand; where is she in the process
  open the application; what did the applicant answer in the form; screening question answers
  who referred this applicant; application answers; application form responses
  who is on the hiring team of this application; one application; read the application; knockout question
  full application; where are we with this person; what stage is she at; pull up the application
  pipeline status of a candidate; how did he answer the screening questions; what stage is he in right now
  current step of a candidate; what did she write when applying; is he still in process; has she been rejected
  how far along is the candidate; status check on an applicant; which reason was he rejected for
  source of this applicant; what did they put in the application; is the application still active; archived or active
  did he get rejected
application.list
  list applications; who applied; applicants for a job; new applicants this week; all applicants; pipeline of a job
  who is in the pipeline; how many applicants; active candidates on a role; active candidates for a req
  candidates in process; rejected applicants; archived applications; hired candidates; hires; who was hired
  recent applications; inbound applications; application review queue; candidates in a stage; pipeline report
  how many people are in each stage; everybody in onsite; count applications; applicants to review
  applied since Monday; people in play; not reviewed yet; show the pipeline; who is active on this req
  candidates of a job; who applied to this role; people waiting for review; how many did we hire; everybody we rejected
  anyone hired yet; candidate list for a requisition; who is in the offer stage; everyone in the pipeline for a job
  applicants since; show me everyone in the pipeline; who is in final round; people left in the process
  who is in the running; candidates at the last stage; how many applied; number of applications for a vacancy
  who do we have for the position; who is being considered for the role; which candidates are active
  everybody waiting in application review; my pipeline; pipeline overview; shortlist for the role; candidates per stage
  funnel for this req; who is at phone screen; list the candidates of the job; who got rejected this month
  new applications overnight; how many people are in the funnel; stuck candidates; how full is the pipeline
  any good applicants; who have we got for; hires this quarter
application.listCriteriaEvaluations
  AI review; AI screening results; AI assessment of the application; criteria evaluation
  does the applicant meet the criteria; automatic resume screening; AI-assisted application review
  match against job requirements; meets must-haves; AI score; AI evaluation
  how well does the applicant match the job criteria; what did the AI say; requirement match; automated resume review
  which must-haves are missing; does the AI think he meets the requirements
  score this application against our criteria; criteria match; how did the bot rate the resume
  fit score of an applicant; does she tick our boxes according to the AI
  must-have and nice-to-have criteria of this applicant
application.listHistory
  stage history; history of an application; timeline; how long in each stage; time in stage; days in stage
  when did she enter onsite; when was he rejected; when was the candidate moved; path through the pipeline; past stages
  stage changes; movement; stuck in stage; how long has the candidate been waiting; stage by stage timeline
  how long has she been in the phone screen; how long was he in a stage; stage for how many days
  time to hire of a candidate; when did they reach offer; stage transitions; stage moves of one applicant
  timeline of stage moves; sequence of stages so far; on which days did he enter each stage; time spent in each step
  how many days per stage; when did he move to the offer stage; how many days was he stuck; journey of the candidate
  dates of all stage changes; which stages did she go through; since when is he in this stage; history with dates
application.removeHiringTeamMember
  remove a recruiter from this application; take a colleague off the application; unassign sourcer from candidate
  revoke access to one application; drop a coordinator from the application's hiring team; unassign recruiter
  remove team member from application; no longer responsible for this candidate; take her off the candidate
  stop sharing an application with someone; interviewer should no longer see this application
  drop her as coordinator from this applicant; take the recruiter off this applicant; remove owner of the application
application.transfer
  move an application to another job; transfer a candidate to a different role; switch jobs; wrong req
  applied to the wrong job; reassign the applicant to another requisition; swap the position; wrong position
  move candidate from one job to another; different opening fits better; redirect the applicant
  move his application over; move across to another role; transfer application; better fit for another team
  change the job of an application; transfer from one job to another; should be on the other job, not this one
  move the candidate to a different req; wrong vacancy, move; shift the application over to another position
  reroute the application; switch the application to
application.update
  change the credited user; credit a recruiter for the application; give credit to the sourcer; change who gets credit
  correct application date; backdate an application; change the applied on date; fix creation time of an application
  edit an application; update application details; credit for this hire; applied date is wrong; who is credited
  credit for finding this candidate; sourced by; credited to; give her the credit
  attribute the application to a colleague
application.updateHistory
  correct the stage history; fix stage dates; rewrite history of an application
  change when the candidate entered a stage; backdate a stage move; edit the timeline
  remove an accidental stage move from history; timestamps are wrong; repair time in stage data; delete a stage event
  the date of the move is wrong; clean up history; import stage history; stage dates of this applicant are messed up
  wrong history dates; correct the stage timeline; overwrite the stage history
applicationFeedback.list
  scorecards; interview feedback; read the feedback; what did interviewers say; submitted scorecards; debrief
  debrief notes; interview scores; ratings; what did the panel think; hire or no hire votes; strong yes
  feedback on a candidate; interviewer's evaluation; all feedback; who already left feedback; missing scorecards
  how did the interview go; verdict of the bar raiser; interview results; recommendation; how was she rated
  summary of written feedback; score; who owes feedback; did the interviewers write their feedback; panel verdict
  which way did the panel lean; what was the score; feedback of the phone screen; overdue feedback; any feedback in
  has feedback come in; show the scorecards; what did the panel say; any strong no; thumbs up or thumbs down
  did everyone turn in their feedback; has everyone submitted their scorecard; feedback so far; what did the team think
  interviewer ratings; did she do well in the interview; how did she perform; concerns raised by interviewers; evals
  what did the hiring manager think of him; evaluations of the onsite; who has not submitted feedback
  outstanding scorecards; how did the panel go; what feedback do we have; opinions of the interviewers
  pros and cons from the interviews
applicationFeedback.submit
  leave feedback; submit a scorecard; fill in a scorecard; write interview feedback; enter my evaluation
  rate a candidate; give a strong yes; score the interview; record interviewer's feedback; complete the scorecard
  file feedback; hand in feedback; post my interview notes as a scorecard; my rating for the phone screen
  log the debrief; give a thumbs up; add feedback; enter a score; submit evaluation; fill in my scorecard: strong yes
  leave feedback on the interview; my verdict after the interview; I just interviewed her, here is my feedback
  give my assessment of the candidate; put in my scorecard; my vote is hire; hand in my eval; write up the interview
  record a no hire from my interview; submit my interview feedback; drop my feedback in; 4 out of 5 for communication
applicationFeedbackRequest.create
  ask for feedback; request feedback; ask a colleague for a scorecard; chase a scorecard
  request an evaluation without an interview; resume review by the hiring manager
  ask the hiring manager to review the application; request a review of the resume
  get someone's opinion on an applicant; need her input on a candidate; nudge interviewer for feedback
  remind to submit feedback; feedback request; have somebody review an application; ask him to look over this profile
  get him to review this CV; ask what she thinks of the candidate; ping the hiring manager for a review; second opinion
  send the profile to the hiring manager for review; ask a colleague to give his opinion; chase the panel for feedback
  have the hiring manager look at the resume; request feedback from; get the interviewer to hand in feedback
applicationForm.submit
  apply on behalf of a person; submit an application form; fill in the application form; apply for a posting
  career page application; send in an application with answers; apply through the website; submit a job application
  custom careers site applies; enter a job application with a resume; apply to the posting for someone
  post an application; from our website; walk-in application; submit an application through our careers page
  paper application; someone handed me a CV for the posting, apply for him; application in a person's name
applicationHiringTeamRole.list
  hiring team roles of applications; which roles can an application's team have; role ids for application hiring team
  roles on an application such as recruiter, sourcer, coordinator; application level roles; list application roles
  which role id for recruiter on an application; kinds of team members of an application
  roles for adding someone to an application; team roles per application; roles that can be assigned on an application
  application team roles
archiveReason.list
  rejection reasons; reasons for rejecting; archive reasons; why do we turn people down; disqualification reasons
  decline reasons; list of reject reasons; which reasons can I pick for rejecting; withdrawal reasons
  dropdown of reasons; reasons candidates withdraw; dispositions; disposition codes; disposition reasons
  possible reasons to archive; turn-down reasons; reason codes for rejection; which rejection reasons exist
  reject reason options; reasons when a candidate withdraws; why can we reject somebody
  what can I put as reason for rejecting; list of knock-out reasons
feedbackFormDefinition.info
  questions of a scorecard; show a feedback form; fields of the scorecard; what is asked in the debrief form
  one feedback form; scorecard template details; which attributes are rated; scorecard fields; scoring criteria
  form to fill in after the interview; open the interview feedback form; rubric; what gets rated in a form
  which questions are in the interview form; questions on the onsite scorecard; what does the scorecard ask
  competencies on the scorecard; what do I have to rate; rating scale of the form; criteria of the scorecard
feedbackFormDefinition.list
  list feedback forms; scorecard templates; which scorecards exist; all feedback forms; interview forms
  evaluation forms; available rubrics; what scorecard templates do we have; list of scorecard forms
  feedback form definitions; evaluation templates; which scorecard forms can we use; interview kits with forms
  eval forms
"""
