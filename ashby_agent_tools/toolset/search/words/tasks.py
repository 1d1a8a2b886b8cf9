"""Recruiters' words for the tasks."""

WORDS = """
find
  whom do you mean; find a person; find a job by name; find a candidate by name or mail; which id has; look up a person
  look for somebody; who is; find the application of; find a colleague; search everything; find records by name
  look up a requisition number; get the id of; do we have somebody called; is there a job called; locate a candidate
  search by name
candidateDossier
  everything about a candidate; dossier; full picture of a candidate; rundown on a candidate; summary of a candidate
  profile with notes, mails and feedback; brief me on this candidate; pull together everything we know about her
  candidate overview; 360 on a candidate; bring up everything we hold on a person; catch me up on this candidate
jobPipeline
  bottleneck of the search; pipeline of a job; how does the pipeline look; stages and counts of a job; who is stuck
  days in stage by candidate; pipeline overview for the role; how many people are in each stage; funnel of a job
  where are the candidates of this req; how is the search going; how is the pipeline for this job
  state of the pipeline
myDay
  what is next for me; my day; what is on today; my interviews today and the scorecards I owe
  what do I have to do today; my agenda; what am I up to today; interviews ahead with briefing; what is on my plate
  morning briefing; my to-dos
debrief
  what is the consensus; scorecards and who still owes one; debrief; all scorecards side by side; prepare the debrief
  feedback summary before the decision; what did everyone say, together; put the scorecards next to each other
  debrief meeting pack; overview of all interview feedback of a candidate
compare
  candidates next to each other; what do they have in common; shortlist side by side; A versus B; compare candidates
  compare the finalists; side by side comparison of candidates; which facts differ between two candidates
  Anna versus Ben; finalists next to each other; difference between these candidates
advance
  promote to the final round; she passed, next round please; fast-track; advance a candidate by name
  move her to the onsite stage; next stage; move a candidate to a stage by its name; progress; bump to the next round
  move forward; send to the next step
reject
  let the runners-up know; mass reject with a template; reject a candidate by name with a reason
  turn him down with the standard mail; decline a candidate; send a rejection; pass on this person
  say no to an applicant; reject with template; not moving forward
schedule
  find a time with the candidate; get her in for a chat; book a phone screen; schedule an interview by names
  book an interview with the candidate and interviewers; set up a call; arrange an onsite
  put an interview on the calendar; invite for an interview; book the panel
leaveFeedback
  submit evaluation; give feedback on the interview; leave feedback; fill in my scorecard by question
  submit my scorecard; hand in feedback; rate the candidate; my evaluation; write up my interview; record my verdict
offerStatus
  outstanding offers; is the offer signed; offers waiting for an answer; status of an offer; where is the offer
  has the offer been approved; did he sign; offer status and approvals; where do offers stand; who blocks the offer
  is the offer out yet
hiringReport
  recruiting metrics; hiring report; funnel and time in stage; where do hires come from; time to hire
  source effectiveness; conversion of the funnel; how is hiring going; weekly hiring report; metrics of the quarter
  pass-through rates; chart of the funnel
stale
  no movement; stale candidates; candidates without movement; what is overdue; feedback overdue; offers about to expire
  who has been forgotten; nothing happened for two weeks; clean up stale applications; who is waiting too long
  neglected applicants; follow-ups due; candidates stuck for long
"""
