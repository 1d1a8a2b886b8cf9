"""Recruiters' words: interviews, schedules, plans, interviewers, assessments."""

WORDS = """
assessment.addCompletedToCandidate
  add a finished assessment to a candidate; upload test result; record completed test
  put the assessment score on the profile; add HackerRank result; import a completed coding test
  report an assessment result; completed assessment; log personality test outcome
  finished test of a candidate from a vendor; push a result for a test that was never started here
  attach assessment outcome; test score arrived; test result is in, attach to the profile
assessment.cancel
  cancel an assessment; stop a coding test; call off a test; withdraw the assessment invitation; revoke test
  abort assessment; candidate no longer needs the test; take back the assessment; cancel the HackerRank
  do not send the test after all; end the running test; call back the online test; call off the coding test
  scrap the skills test
assessment.customField.list
  custom fields of an assessment partner; fields a partner can fill; partner's fields; assessment fields
  which fields does the assessment provider support; assessment integration fields
  what custom data can the assessment vendor send; vendor fields; mapping of partner fields
  fields from the testing provider
assessment.list
  kinds of assessments; which tests does the partner offer; available coding tests; list assessments; assessment types
  test catalogue; which assessments can we send; online tests available; skills tests; tests from the assessment vendor
  which skill tests can we send; what tests do we have; coding challenges available
assessment.start
  send an assessment; send a coding test; start a skills test; invite to an assessment; send HackerRank
  send Codility test; give the candidate an online test; start assessment; personality test; trigger the test
  request a background check; assign a test; technical test to a candidate; order a background check; kick off a test
  kick off the HackerRank challenge; start a coding challenge; send him the coding challenge; run a background check on
  CoderPad, TestGorilla, Criteria, Checkr; get her to do the aptitude test; initiate BGC
assessment.update
  update the status of an assessment; report test progress; assessment finished; mark assessment as completed
  push a score for a started test; partner reports result; test expired; change assessment status
  assessment was cancelled by vendor; set result of a running assessment
interview.info
  show one kind of interview; details of an interview type; how long is the phone screen
  instructions for the interview; what is the system design interview; interview definition; one interview type
  duration of an interview; description of an interview; what does the interview cover; details of the interview called
interview.list
  list interview types; kinds of interviews; which interviews exist; interview library; available interviews
  interview formats; types of interview; all interview definitions; what interviews can be scheduled
  catalogue of interviews; which interview types exist; what kinds of interviews do we have
interviewBriefing.info
  prepare for an interview; interview briefing; prep me for my interview; interviewer prep; brief the interviewer
  what do I need to know before the interview; interview kit; who am I interviewing; briefing pack; prep sheet
  focus areas for my interview; get ready for the interview; prep me for my 2pm; interviewer packet for the panel
  cheat sheet for my interview; I am interviewing someone in an hour, what should I know
  what should I ask in the interview; prep doc; background for the interview I have tomorrow
  get me up to speed before I meet the candidate
interviewEvent.list
  events of a schedule; single interviews of a loop; slots in an onsite; times of each interview
  sessions in the interview day; who interviews when; agenda of the onsite; interviews within a schedule
  panel of each session; individual sessions; detailed interview times; lineup of the loop
  running order of the onsite day; each slot of her loop
interviewPlan.list
  list interview plans; which interview plans exist; hiring processes; process templates; pipelines we have
  interview plan templates; standard hiring processes; available interview plans; loops we use; all plans
  which interview plans can I choose from
interviewSchedule.cancel
  cancel an interview; call off the interview; cancel the onsite; candidate cannot make it; drop the interview
  cancel all interviews of a candidate; candidate cancelled; call off the loop; scrap the panel
  take the interview off the calendar; delete the scheduled interview; interview is off; cancel tomorrow's interview
  no-show cancel; call off the final round; she is ill, cancel the interview; req on hold, cancel his interviews
  bin the meeting; cancel the call with the candidate; remove the interview from the calendar; nix the screen
  cancel the invite
interviewSchedule.create
  schedule an interview; book an interview; set up a phone screen; arrange an onsite; plan the panel; book a loop
  invite for an interview; put an interview on the calendar; set up a call with a candidate; arrange a final round
  calendar invite; find a slot for; schedule a technical interview; book the bar raiser; organize the onsite
  set up a debrief meeting; bring the candidate in; new interview; set up the onsite; set up the loop
  set up interviews; put a tech interview on the calendar; get a time on the calendar for an interview
  find time with him; book a 45 minute call with; sched a phone screen; set up the panel; book her in for
  send a calendar invite for an interview; slot him in on Tuesday; arrange a chat with the hiring manager
  get her in front of the team; meet the founder: book; set up a Zoom with the candidate; schedule a meet and greet
  set up the final; get a video interview in the diary
interviewSchedule.list
  upcoming interviews; interviews this week; interviews today; interview calendar; when is the interview
  who is interviewing; scheduled interviews; what interviews are coming up; my interviews
  has the onsite been scheduled; is an interview booked; interview times of a candidate; when is her onsite
  past interviews; tomorrow's interviews; who interviews the candidate; show the schedule; what is on the calendar
  interviews next week; is anyone interviewing today; who has interviews tomorrow; when do we meet the candidate
  candidates coming onsite; what interviews are on; does she have an interview booked; interview agenda; my schedule
  who do I meet tomorrow; who am I seeing today; how many interviews did we do; what time is the phone screen
  when is he coming in; interviews in the diary; any interviews on Friday; who is on the panel
interviewSchedule.update
  reschedule an interview; move the interview to another time; change interviewer; swap an interviewer
  add another interview to the loop; postpone the interview; push the onsite to Friday; replace a panelist
  change the time; change the meeting link; substitute interviewer; extend the loop; shift the interview
  cancel one session of the loop; add someone to the panel; interviewer is sick; edit scheduled interview
  move to a different day; bring the interview forward; postpone to Thursday; swap interviewer on the 3pm
  add a chat with the founder to her existing schedule; move his interview; push the call back half an hour
  another interviewer takes over the screen; candidate asked for a different time; change the slot
  new time for the interview; interview needs to move; switch the interviewer; change the room
interviewStage.info
  one stage; details of a stage; what is this stage; stage name by id; show an interview stage; type of a stage
  look up a stage id; which stage is this; stage by id; in which plan is this stage; is this an archived stage
  what type of stage
interviewStage.list
  list stages; stages of an interview plan; pipeline stages; which stages are there; steps in the plan; order of stages
  stage ids; what comes after the phone screen; next stage in the plan; stage names; list of pipeline steps
  funnel stages of a plan; what is the stage after; steps in the standard process; which stage comes next
interviewStageGroup.list
  stage groups; groups of stages; funnel stages across jobs; stage categories; reporting stages; milestones
  organization-wide stage groups; buckets of stages; how stages are grouped; lead, active, hired groups
  pipeline phases; standard phases across plans; how the funnel is grouped
interviewerPool.addUser
  add an interviewer to a pool; add someone as a trainee; qualify an interviewer; start interviewer training
  put a colleague in the interviewer group; shadow interviewer; new interviewer; certify as interviewer
  let her interview for; make him a trained interviewer; add to bar raiser pool; reverse shadow; trainee
  certify somebody as interviewer; he may now run this interview; qualified for the case study; add as shadow
  is qualified now, put her in the pool; she finished her training, add her to the interviewers
  can now do coding interviews
interviewerPool.archive
  archive an interviewer pool; delete an interviewer pool; retire a group of interviewers
  stop using an interviewer pool; remove interviewer group; close the pool of interviewers
  bar raiser pool no longer needed; drop the whole interviewer pool; no more use for the group of interviewers
  remove pool of interviewers; discontinue interviewer group; we do not need the interviewer pool anymore
interviewerPool.create
  create an interviewer pool; new group of interviewers; set up an interviewer pool; bar raiser pool
  make a pool of interviewers; new interviewer group with training; start a pool for system design interviewers
  new panel pool; define a panel of qualified interviewers; add an interviewer pool
  group people who can run the case interview
interviewerPool.info
  who is in the interviewer pool; members of an interviewer pool; trainees of a pool; who can interview for
  qualified interviewers; who is in training; list bar raisers; pool members; who is allowed to run this interview
  which people are trained; show an interviewer group; who are our bar raisers; interviewers in a pool
  who is in the pool of interviewers; who is in the pool; people in this interviewer pool
  who is in the pool of phone screeners; who is trained to do the coding interview; who can do system design interviews
  which interviewers are qualified
interviewerPool.list
  list interviewer pools; which interviewer pools exist; groups of interviewers; all interviewer groups
  pools of interviewers; what panels of interviewers do we have; overview of interviewer pools
  show all interviewer pools; which interviewing groups do we have; interviewer pool ids; list pools for interviewing
interviewerPool.removeUser
  remove an interviewer from a pool; take someone out of the interviewer group; no longer interviews
  stop interviewer training; drop a trainee; remove bar raiser; unqualify an interviewer
  colleague should not interview any more; kick out of interviewer pool; left the interviewer pool
  take him out of the bar raiser pool
interviewerPool.restore
  restore an interviewer pool; bring back an interviewer pool; unarchive an interviewer group
  reactivate an interviewer pool; undo archiving of the pool of interviewers; revive interviewer pool
  we need the interviewer pool again; un-retire pool of interviewers; interviewer pool archived by mistake
  get the bar raiser pool back; reopen an interviewer group
interviewerPool.update
  rename an interviewer pool; require training for a pool; change name of interviewer group
  turn off interviewer training; edit interviewer pool; training no longer required
  make training mandatory for interviewers; new title for the pool of interviewers; interviewers must be trained first
  switch on training for a pool; change settings of interviewer pool; call the pool something else
takeHomeAssignment.info
  one take-home; show a take-home assignment; submission of a take-home; coding exercise result
  who reviews the take-home; homework submission; did he hand in the exercise; take-home details
  view a case study submission; open the take-home; has he handed in the homework; show me her case study
takeHomeAssignment.list
  list take-home assignments; take-homes; homework of candidates; coding tests sent; case studies
  outstanding take-homes; which exercises were submitted; all take-home tests; overdue take-homes
  assignments for a candidate; unreviewed take-homes; which take-homes are waiting for review
  who has not handed in the homework; has she submitted her take-home
user.createInterviewerPause
  pause an interviewer; do not schedule interviews for; on vacation; on leave; block from interviews
  interviewer is away; stop scheduling her; parental leave; take a break from interviewing; exclude from scheduling
  out of office; no interviews for two weeks; give him time off interviews; holiday; sabbatical
  don't book interviews with him; she is on vacation, no interviews; keep her off interviews; maternity leave
  he is off until; do not use him as interviewer; on annual leave, no interviews until; unavailable for interviews
  OOO next week
user.deleteInterviewerPause
  end an interviewer's pause; back from leave; resume interviewing; unpause interviewer; back from vacation
  available for interviews again; remove the pause; delete pause; can be scheduled again; returns early
  cancel interviewing break; back from parental leave and can interview again; she is back
  is back and can take interviews; is back, she can interview again
user.interviewerSettings
  how many interviews may she do per week; interview limit; interviewer load limit; daily limit
  weekly limit of interviews; max interviews per day; interviewer capacity; interviewing settings of a user
  maximum interviews; cap on interviews of a person; interview quota; how many interviews can he take
user.listInterviewerPauses
  who is paused from interviewing; when is the interviewer away; pauses of an interviewer
  is she on leave from interviewing; interviewer's absences; interviewing breaks; when is he back; upcoming pauses
  is he available to interview; time off of an interviewer; paused until when; which interviewers are out
  who is out and cannot interview; interviewers on vacation; when is she off from interviewing; until when is he out
user.updateInterviewerSettings
  set interview limit; limit interviews per week; change daily limit; at most two interviews a day
  reduce the interview load; cap interviews; lift the interview limit; raise weekly maximum
  no more than three interviews a week; unlimited interviews; change interviewer capacity
  protect from too many interviews; max interviews; cap him at 2 interviews a day
"""
