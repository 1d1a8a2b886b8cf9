"""Whole requests as recruiters make them: candidates and applications."""

WORDS = """
application.addHiringTeamMember
  Greta will take over this candidate from Tom, set her as recruiter
  cc Paolo on Nadia's application so he can follow it; can Sophie get visibility on this one applicant
  Amir is handling this applicant from here on; reassign candidate owner to Lena
  I'll be on parental leave, please make Ola the owner of Jan's application; include Kim as sourcer for this candidate
application.changeSource
  we found her at a job fair, the record says inbound; this lead came via Hired, not from us
  origin of this applicant is incorrect; please change where we got Mark from to employee referral
  the agency submitted him first, so the source has to be them; source says Other but it was StepStone
  set the channel to university event; mark her as sourced by us; was a headhunter submission
application.changeStage
  unfortunately it's a no from us for Karl; Ben wasn't up to the bar, send him the polite no
  the role went to somebody else so release the others; we'll pass on Irina; not gonna work out with Mario
  kindly inform Petra that we won't continue; not what we're looking for, thanks but no
  he's not senior enough, close this one off; she doesn't have the right to work, reject
  failed the background check, we cannot hire him; overqualified, let's decline; salary expectations too high, reject
  bad culture fit, turn her away; not selected; unsuccessful applicants: notify
  she's off the table, accepted elsewhere; Ken told us he's no longer looking; candidate self-selected out
  he has gone cold, take him off our plate; pulled her application; candidate is unresponsive, close
  he does not want to relocate so he is out; drop Eva from the process; let's keep going with Kai
  take Kai to the next level; green light for Mia to meet the team; proceed with Ana; we liked Ana, next step please
  Joe did well, advance; get Joe to the assessment stage; moving forward with Rita; Rita made it to the last round
  onsite next for Ravi; she's ready for reference checks; have her skip the take-home and go straight to the panel
  he passed, bring him to the next phase; slide Leo over to the phone interview column
  switch his status to interviewing; put Leo in the HM review stage; shift her into the offer column
  demote her to recruiter screen; wrong stage, put him back to application review
  he should be in the second interview stage, not the first; he starts in May, change to hired
  contract signed, mark her as hired; close the loop: hired; Tina is joining us, set hired
  we'd like to give Ron another chance, reopen his application; she's interested again, reactivate
  wrongly declined, revert it; reinstate the applicant; pull him back out of the archive
  bring Marta back from rejected; restore her application; mass reject everyone who failed the test
  decline all remaining applicants; send the no thanks mail to Uwe; let the runner-ups know we filled it
  tell him he didn't make it; break the bad news to Claire; give Hans a negative reply
  send her a polite decline with template B; on hold until Q3, park the candidate in a hold stage; progress Sina please
  advance all three to tech interview; upgrade him to shortlisted
application.create
  she'd also be great for the Munich role, add her there; please consider Dirk for the analyst opening
  line Eve up for the other vacancy too; we have Max in the database, start an application for the PM job
  pop Vera into the pipeline for the nurse role; put my prospect into the process for req 12
  start Lia in the pipeline at the recruiter screen; enter him as applicant for the role
  assign this sourced lead to the sales job; can we submit Rob to the finance vacancy
  consider a past applicant for a new role
application.delete
  I created this application by accident, delete it; wipe out the test submission
  the same person applied two times, delete one of them; permanently remove her application
  this applicant record is bogus, delete the application; trash the application
application.info
  what's going on with Dora's application; how is Dora doing in the process; any update on where Sam is
  at which point of the process is he; what were her responses to the questions we ask applicants
  which answer did he give on visa; did Sam tick the relocation box when applying; when did Joan apply and through what
  who's responsible for this application; why did we archive her; reason for rejection of this candidate
  is Joan still under consideration; has he moved past screening; which job did she apply for
  is this application closed
application.list
  what does the pipeline look like for my role; anyone new in the pipeline; fresh applications since yesterday
  who's left for the chef job; how many people do we have in phone screen; how many are in play for QA
  all folks who applied via referral; people rejected last week; show candidates that nobody has looked at
  list of hires this year; who did we hire in March; who's at offer; who made it to the final
  give me the shortlist for CFO; anyone waiting more than a week; candidates with no activity
  applicants from Poland for the sales role; is anyone in process for the copywriter job
  did we get any applications for the trainee post; volume of applicants per job; pull the list of finalists
  review queue please; what's in my inbox of new applicants; all candidates for job 123 and their stage
application.listCriteriaEvaluations
  how does the AI grade this applicant; which criteria did the applicant miss; did the machine say she qualifies
  AI verdict on the CV; is the must-have of 5 years Java met according to the automatic check
  automatic screening outcome for Lea
application.listHistory
  walk me through her stages and dates; how quickly did Paul go through the process
  when was she moved to onsite and by when out; what's the history of this applicant
  how long did the technical round take for Ida; since when is Bob sitting in offer; time per stage for Bob
  trace of how he moved; how old is this application in its current stage; when did we reject him
  moved between rounds on what dates
application.removeHiringTeamMember
  Anna isn't working on this candidate any more; take Luis off this application; remove me from this applicant
  Joe shouldn't have access to this one application; unshare the application
  recruiter changed, drop the old one from the candidate
application.transfer
  he'd fit the junior role better, move him across; she is in the wrong pipeline, relocate to the data team job
  swap her to the senior req; this belongs to the other requisition; redirect Pat to the Hamburg position
  switch his candidacy to another role; shift her candidacy from QA to support; can we move Pat to a different opening
  change which job she is in for
application.update
  Tim sourced him, so he gets the kudos; change credited recruiter to Tim; the application date must be 2 May
  backdate the apply date; who brought him in is wrong, should be Tim; give the find to our researcher
  edit the applied-at date
application.updateHistory
  the log says she was in onsite for a day, that's not right, correct it; adjust the entry date of the offer stage
  stage entered on wrong day, repair history; delete the mistaken hop from the stage log
  rewrite when he passed each step
applicationFeedback.list
  what's the consensus on Marie; are the reviews of Marie in; did the interviewers like him; how did people rate her
  what do interviewers think; any red flags from the interviews; how was the chat with Otto
  how did Otto do in the coding round; what did Beth write about Otto; feedback status
  who still has to write up their interview; pending scorecards for the panel; who's late with feedback
  did Beth submit; show ratings side by side; interview verdicts for all finalists; read out the evals
  anything negative in the scorecards; give me the debrief pack; was it a yes or a no from the bar raiser
  impression of the hiring manager; summarize feedback for Otto; how did the onsite go; how was the interview
  did she pass the technical interview; was she good
applicationFeedback.submit
  I interviewed Dan today: solid, hire; here's what I thought of Dan; record my evaluation: weak on SQL
  score Dan 3 on teamwork; my thoughts after the call with Eva, file them as feedback; strong hire from me
  no from me on Eva, too quiet; I vote yes on Eva; complete my outstanding scorecard
  enter the interviewer's ratings for them; write up my onsite interview; submit: lean no
applicationFeedbackRequest.create
  could Hans have a look at this candidate; run Lisa's profile by the hiring manager
  forward the CV to Hans for his thoughts; need a thumbs up from the team lead on this resume
  let the tech lead weigh in on her; ask for Olga's take on the applicant; what does Hans think? ask him
  get sign-off from the hiring manager on the profile; send reminder for feedback to Hans; solicit feedback
  have Kay screen this resume; please assign the application review to Kay; get input from Kay
applicationForm.submit
  a man left his details at our stand, file a formal application for the posting
  submit the web form for her with name, mail and cv; our own site collected an application, push it in
  apply to posting 77 as Jane; someone applied by post, enter it in the form
applicationHiringTeamRole.list
  which roles exist on the application level; role id for sourcer on an application
  options for roles of people on an application
archiveReason.list
  what can I select when declining people; what reasons do we have for turning candidates away; show reject options
  possible dispositions; give me the rejection codes; what are the valid reasons for archiving somebody
  list why-not reasons; options for reason withdrawn by candidate
candidate.addEmailMessage
  he wrote to my private address, keep it with his profile; store this conversation by mail in her timeline
  paste the email below in her record; I mailed her from Outlook, please log that; document the email exchange
  forwarded mail from him, put on the record
candidate.addProject
  save Tom for the next graduate round; put him on the backburner list; drop Ella in the alumni pool
  park Ella in 'Nice people'; let's remember Ella for next year, talent pool; bucket him with the iOS prospects
  add these leads to my sourcing project; keep Ella on the radar
candidate.addTag
  mark Ella top talent; flag him relocation; put 'rehire ok' on Mo; tick her off as diversity hire tag
  note with a tag that she speaks Dutch; classify him as executive; apply the label 'bilingual'; give Mo a badge
  please tag everyone from the meetup; add keyword python
candidate.anonymize
  he invoked his right to erasure; she wants to be removed from our records completely
  delete everything we store about Mo; a former applicant demands deletion of his data; data privacy: erase
  purge her personal details; CCPA request from Mo; comply with the erasure request
candidate.create
  got a business card from Ada Moe, enter her; please set up Ada as a new contact
  someone walked in with a CV, create them; add this person; import this LinkedIn profile; new lead from the fair: Ada
  make a record for Ada; can you add Ada Moe, ada@example.com, Oslo; here is a new talent, phone +47 999
  register him as a prospect; get Ada on file; sourced Ada today, put her in
candidate.createNote
  jot down that he wants remote only; Ada said she needs until Friday, note that
  please record that visa runs out in June; write on his profile that we talked; make a remark: very friendly
  comment: call back after Easter; add to his notes: prefers mornings; remember: she cannot travel
  keep a note he has two other offers; log my call with Ada: went fine; pop a note on Ada; for the file: left voicemail
  FYI for the team, she is expecting 80k, write it on her profile; he mentioned a competing offer, note it
  reference says great, note; mention on the profile that she is on holiday; she told me she can't start before May
  document that he didn't turn up
candidate.getRecentEmailMessages
  what did Ada write us; did she get back to us; has she responded yet; any word from Ada; show mails with her
  what was agreed by mail; is there a reply from Ada; last thing we sent her; when did we last email her
  did he confirm by mail; pull up the emails; show me our email thread
candidate.info
  who's Ada; background on Ada please; how do I reach Ada; give me her number; where is she based
  what's her current job; show me her CV; what jobs has she applied to with us; all info on this person
  everything about this candidate; his skills; where did she study; her linkedin; open up his record
  profile of candidate with external id 5; what do we have on file about her; which tags does she have; email of Ada
candidate.list
  how many people are in the ATS; list everybody; who was added recently; new profiles this month
  all contacts since May; give me the full database; newest candidates; pull all candidate records
  page through candidates; every person we have stored
candidate.listClientInfo
  where did he submit from; which browser did she use; is the IP abroad; did two applicants use the same device
  geolocation of the submission
candidate.listFraudChecks
  is this a real human; seems like a made-up profile; verify the authenticity of the applicant
  any warning signs this is fake; fraud score; did our fraud detection catch something
  looks like AI generated applicant; check whether he is an impostor
candidate.listNotes
  what have people noted on Ada; anything written about her by colleagues; notes on file; see comments
  did someone jot something down; what did Tom remark on Ada; history of remarks; show me previous comments
  has anybody logged a call with her
candidate.listProjects
  is Ada saved somewhere; what lists is she on; did we put her in a pool; collections that contain her
  which sourcing projects have him
candidate.pushToHris
  new joiner Ada: create her in our HR software; hand off to HR; she signed, move her data to Workday
  get payroll her details; transfer him to the HRIS; export new starter; kick off onboarding in Personio
  ship the hire to ADP
candidate.removeProject
  Ada no longer belongs in the alumni pool; pull him from my sourcing project; clear her from that list
  delete her from talent pool X
candidate.removeTag
  that tag is wrong for Ada, remove; he isn't a VIP; drop label urgent; clear the flag; get the 'intern' tag off him
  the label no longer applies
candidate.search
  is there an Ada Moe; do we have Ada already; anyone by the name of Moe; check if ada@example.com exists
  who is ada@example.com; locate Ada Moe; search people for Moe; did Ada Moe ever apply here
  look for her in the system; do we know this person; search by surname; find profile of Ada; is ada@example.com known
  have we seen this candidate before; ever talked to an Ada; find the guy called Moe; open Ada Moe's profile
candidate.setFraudStatus
  she proved her identity, mark genuine; he's real, clear it; confirm the fraud suspicion
  close the fraud case as false positive; profile confirmed fake; we checked the id, all fine
  mark this applicant as a scammer; verified, not a fraud
candidate.update
  her number changed; new mail for Ada: a@example.com; name should be Moe-Lund after the wedding
  he moved to Bern, update; fix typo in his name; his LinkedIn is linkedin.com/in/x, add; wrong phone on file
  edit her contact data; his title is now CTO; correct address; surname is spelled wrong; replace the old email with
  first name is Jon not John; update her location; add second email
candidate.uploadFile
  add the work permit scan to her profile; save this certificate with her file; put the portfolio on his profile
  attach cover letter; store the signed form with the candidate; here's her reference as PDF, attach; add document
candidate.uploadResume
  he mailed an up-to-date CV, save it; swap her resume for the attached; here's his resume
  the CV on file is old, replace it; put this CV on her profile; add a CV to Ada's profile; resume attached for Ada
  newest version of the resume
candidateTag.archive
  drop the tag from our list; we stopped using this label; remove obsolete tag; tag is outdated, retire
  take the label out of circulation
candidateTag.create
  define a tag; I want a tag for parents returning; we need a label for alumni; make tag 'Berlin'
  please add tag to the system; a fresh label
candidateTag.list
  which tags can I pick; what labels exist; available labels; give me the tags; are there tags for languages
file.createFileUploadHandle
  where do I upload a pdf; give me somewhere to put a file; reserve a place for an upload
  need a handle before attaching
file.download
  save her CV to disk; I need the actual PDF; fetch his cover letter; download all attachments
  copy the resume to my folder; get the document
file.info
  url of the resume; short-lived link to the attachment; give me a link to open the file; share link for the CV
notetakerTranscript.info
  what did she say word for word; show the call recording text; read the transcript; AI notes from our meeting
  what was discussed on the recorded call
project.archive
  we don't need this talent pool any more; close down the project; campaign over, archive pool; put the project away
project.create
  let me have a pool for returners; open up a talent community for designers; new collection for silver medalists
  set up a sourcing project
project.info
  what's in the description of the pool; is the project private; open project by id; tell me about the talent pool
project.list
  what pools have we got; all sourcing projects; list our collections; which talent pools do we maintain
  running projects
project.restore
  we need the archived pool again; bring the project back; un-archive talent pool; revive the campaign project
project.search
  find pool by name; where's the project called X; look for talent pool X; id of the project named X
  is there a pool for nurses
project.setCustomFieldValue
  set owner field of the project; fill one field of the pool; put a value in a project's custom field
project.setCustomFieldValues
  fill several fields on the project; set multiple values of the talent pool; owner and region of the pool
project.update
  change the name of the pool; make the project visible to all; call the talent pool differently; edit pool description
  lock the project down
"""
