"""Recruiters' words: applications, their stages, teams and forms."""

WORDS = """
application.addHiringTeamMember
  add a recruiter to this application; assign a sourcer to the candidate; give a coordinator access to one;
  application; put a colleague on the application's hiring team; make someone the recruiter of this candidate;
  assign coordinator; share a candidate's application with a user; let the hiring manager see this application;
  assign an owner; add team member to application; candidate owner; make her responsible for this candidate
application.changeSource
  set the source of an application; change where the applicant came from; correct the source; fix attribution;
  wrong; source; source should be LinkedIn; came through an agency; mark as sourced; mark as a referral; clear the;
  credit the job board; attribute to the career fair; reattribute; source attribution; credit should go to the
  agency, not the job board; another channel brought this applicant
application.changeStage
  reject; reject a candidate; turn down; turn him down; pass on a candidate; decline a candidate; disqualify; say;
  no; to an applicant; move forward; advance to the next stage; advance; promote to onsite; move to phone screen;
  move; to interview; progress a candidate; send a rejection mail; rejection email; archive an application; knock;
  out; not; a fit; no longer considered; dismiss applicant; move back a stage; put on hold; move along the pipeline;
  bump to; final round; unarchive; reactivate; reopen a rejected application; withdraw; candidate withdrew;
  withdrew; their; application; dropped out; ghosted us; mark as hired; move to offer stage; let down; regret mail;
  bring back; into; process; put through to the next round; shortlist an applicant; change stage; stage move;
  screen; with a template mail; candidate is out; take him out of the running; she is no longer interested; send to;
  the; next; step; skip a stage; move to hired; we hired him; not moving forward; close out an applicant; kick back;
  to; review; bring to final interview; make it a no; decline an applicant; reject an applicant; unreject someone;
  undo a rejection; put a rejected candidate back in the pipeline; revive a rejected candidate; she passed the
  screen, send her on; cleared the interview, next round; he goes through to the next step; on to the panel; they
  are out; we are going with someone else
application.create
  add a candidate to a job; consider someone for a role; consider for another role too; put someone forward for a;
  req; create an application; attach candidate to job; start a process for a candidate; apply an existing candidate;
  to a job; put in the pipeline of a job; add to pipeline; new application for a candidate we know; link person to;
  requisition; submit a sourced candidate to a position; enter silver medalist into a new job; open an application;
  also consider
application.delete
  delete an application for good; remove an application permanently; delete test application; erase duplicate;
  application; application entered by mistake; get rid of the application record; wipe application; destroy; purge;
  drop a test entry from the pipeline for ever; applied twice, remove one
application.info
  show an application; details of an application; which stage is he in; current stage of a candidate; status of an;
  application; where does the candidate stand; where is she in the process; open the application; answers; what did;
  the applicant answer in the form; screening question answers; who referred this applicant; application form;
  responses; who is on the hiring team of this application; one application; read the application; knockout;
  question; full application; where are we with this person; what stage is she at; pipeline status of a candidate;
  how did he answer the screening questions; what stage is he in right now; current step of a candidate
application.list
  list applications; who applied; applicants for a job; new applicants this week; all applicants; pipeline of a job;
  who is in the pipeline; how many applicants; active candidates on a role; candidates in process; rejected;
  applicants; archived applications; hired candidates; hires; who was hired; recent applications; inbound;
  applications; application review queue; candidates in a stage; pipeline report; how many people are in each stage;
  everybody in onsite; count applications; applicants to review; applied since Monday; people in play; not reviewed;
  yet; show the pipeline; who is active on this req; candidates of a job; who applied to this role; people waiting;
  for review; how many did we hire; everybody we rejected; candidate list for a requisition; who is; in the offer;
  stage; everyone in the pipeline for a job; show me everyone in the pipeline; who is in final round; people left in
  the process; who is still in the running; candidates at the last stage; how many applied
application.listCriteriaEvaluations
  AI review; AI screening results; AI assessment of the application; criteria evaluation; does the applicant meet;
  the criteria; automatic resume screening; AI-assisted application review; match against job requirements; meets;
  must-haves; AI score; AI evaluation; how well does the applicant match the job criteria; what did the AI say;
  requirement match
application.listHistory
  stage history; history of an application; timeline; how long in each stage; time in stage; days in stage; when;
  did; she enter onsite; when was he rejected; when was the candidate moved; path through the pipeline; past stages;
  stage changes; movement; stuck in stage; how long has the candidate been waiting; how long has she been in the;
  phone screen; how long was he in a stage; stage for how many days; time to hire of a candidate; when did they;
  reach offer; stage transitions; stage moves of one applicant; timeline of stage moves; sequence of stages so far;
  on which days did he enter each stage; time spent in each step; how many days per stage
application.removeHiringTeamMember
  remove a recruiter from this application; take a colleague off the application; unassign sourcer from candidate;
  revoke access to one application; drop a coordinator from the application's hiring team; unassign recruiter;
  remove team member from application; no longer responsible for this candidate; recruiter left, take her off the;
  candidate; stop sharing an application with someone; interviewer should no longer see this application
application.transfer
  move an application to another job; transfer a candidate to a different role; switch jobs; wrong req; applied to;
  the wrong job; reassign the applicant to another requisition; swap the position; move candidate from one job to;
  another; different opening fits better; redirect the applicant; move across to another role; transfer application;
  better fit for another team; change the job of an application
application.update
  change the credited user; credit a recruiter for the application; give credit to the sourcer; change who gets;
  credit; correct application date; backdate an application; change the applied on date; fix creation time of an;
  application; edit an application; update application details; credit for this hire; applied date is wrong; who is;
  credited
application.updateHistory
  correct the stage history; fix stage dates; rewrite history of an application; change when the candidate entered;
  a; stage; backdate a stage move; edit the timeline; remove an accidental stage move from history; timestamps; are;
  wrong; repair time in stage data; delete a stage event; the date of the move is wrong; clean up; history; import;
  stage history
applicationFeedback.list
  scorecards; interview feedback; read the feedback; what did interviewers say; submitted scorecards; debrief;
  debrief notes; interview scores; ratings; what did the panel think; hire or no hire votes; strong yes; feedback;
  on; a candidate; interviewer's evaluation; all feedback; who already left feedback; missing scorecards; how did;
  the; interview go; verdict of the bar raiser; interview results; recommendation; how was she rated; summary;
  written feedback; score; who owes feedback; did the interviewers write their feedback; which way did the; panel;
  lean; what was the score; feedback of the phone screen; overdue feedback; any feedback in; has feedback come in
applicationFeedback.submit
  leave feedback; submit a scorecard; fill in a scorecard; write interview feedback; enter my evaluation; rate a;
  candidate; give a strong yes; score the interview; record interviewer's feedback; complete the scorecard; file;
  feedback; hand in feedback; post my interview notes as a scorecard; my rating for the phone screen; log the;
  debrief; give a thumbs up; add feedback; enter a score
applicationFeedbackRequest.create
  ask for feedback; request feedback; ask a colleague for a scorecard; chase a scorecard; request an evaluation;
  without an interview; resume review by the hiring manager; ask the hiring manager to review the application;
  request a review of the resume; get someone's opinion on an applicant; need her input on a candidate; nudge;
  interviewer for feedback; remind to submit feedback; feedback request; have somebody review an application
applicationForm.submit
  apply on behalf of a person; submit an application form; fill in the application form; apply for a posting;
  career; page application; send in an application with answers; apply through the website; submit a job;
  application; custom; careers site applies; enter a job application with a resume; apply to the posting for;
  someone; post an application; from our website
applicationHiringTeamRole.list
  hiring team roles of applications; which roles can an application's team have; role ids for application hiring;
  team; roles on an application such as recruiter, sourcer, coordinator; application level roles; list application;
  roles; which role id for recruiter on an application; kinds of team members of an application; roles for adding;
  someone to an application; team roles per application
archiveReason.list
  rejection reasons; reasons for rejecting; archive reasons; why do we turn people down; disqualification reasons;
  decline reasons; list of reject reasons; which reasons can I pick for rejecting; withdrawal reasons; reasons;
  candidates withdraw; dispositions; disposition codes; possible reasons to archive; turn-down reasons
feedbackFormDefinition.info
  questions of a scorecard; show a feedback form; fields of the scorecard; what is asked in the debrief form; one;
  feedback form; scorecard template details; which attributes are rated; scorecard fields; form to fill in after;
  the; interview; open the interview feedback form; scoring criteria; rubric; what gets rated in a form; which
  questions are in the interview form
feedbackFormDefinition.list
  list feedback forms; scorecard templates; which scorecards exist; all feedback forms; interview forms; evaluation;
  forms; available rubrics; what scorecard templates do we have; list of scorecard forms; feedback form definitions;
  evaluation templates
"""
