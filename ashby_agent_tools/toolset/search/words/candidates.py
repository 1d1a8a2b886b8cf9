"""Recruiters' words: candidates, their notes, mails, files and tags, and projects."""

WORDS = """
candidate.addEmailMessage
  log an email; record an email exchanged elsewhere; add a mail to the candidate's history; import correspondence
  save outside mail on the profile; attach an email conversation; sync a Gmail message; log outreach that was sent
  mail from my own mailbox; file this email; record a reply; store an email thread; put the email on record
  log a message with candidate; note down an email that was sent; log the email I got
  save this mail on the candidate record; record this mail thread; keep a copy of the email on the profile
  add the Outlook thread to the profile; archive the mail he sent me
candidate.addProject
  add to a talent pool; put in a project; add to pipeline project; add to a talent community; save for later; keep warm
  add to silver medalists; add candidate to a list; shortlist into a project; bookmark a candidate
  put on a sourcing list; collect a candidate; add to campaign pool; add prospect to project; store in a folder
  put aside for future roles; nurture list; add to bench; add to bench of runners-up; runner-up list
  great but no role now; come back to her later; pool for next year; put her in a project; put him into a talent pool
  add her to the silver medalists project; park a candidate in a pool; keep on file; keep in mind for later
  save her in the folder; stash a profile for later; add to our talent pool; put in the pool of future leaders
  add these people to the project; keep him in our network
candidate.addTag
  tag a candidate; label a candidate; add a label; mark as VIP; flag as silver medalist; put a tag on
  mark as boomerang; tag as do not hire; mark candidate as relocating; flag a profile; add keyword; attach a tag
  apply a tag; tag someone; label this candidate; tag as; put the label on her; flag her as; give him the tag
  stick a label on the profile; mark him as open to relocation; mark as do not contact; hashtag; categorize a candidate
  flag as rehire; tag with
candidate.anonymize
  GDPR deletion; delete personal data; right to be forgotten; anonymize a candidate; erase personal data
  delete a candidate; data deletion request; privacy request; remove a person's data; forget a person; CCPA deletion
  wipe a candidate's data; data protection erasure; purge a profile; remove a candidate; wants their data deleted
  delete everything about a person; retention period is over; GDPR erasure request; wipe all personal data
  scrub a person from the system; permanently delete the candidate; delete the profile; he asked us to delete his data
  DSGVO; anonymise; erase all her details; data subject request to delete; remove all trace of a person
candidate.create
  add a new candidate; create a candidate profile; enter a new person; add a prospect; new lead; new candidate
  add someone I found on LinkedIn; add a passive candidate; import a candidate; new profile; create a prospect
  put a person into Ashby; sourced a new person; add talent; register a candidate; enter a contact from a career fair
  create a profile for; new person with name and email; met him at a conference, add; enter this prospect into the ATS
  add to the database; put her into the system; key in a candidate; new candidate record; add him to the ATS
candidate.createNote
  write a note; add a note; leave a comment; log a call; jot down; record that we spoke on the phone; leave a remark
  comment on a candidate; note down salary expectations; private note; add an observation
  write down what the candidate said; post a note; log a conversation; record a no-show; he did not show up
  counter-offer note; document a reference check; memo on the profile; note that she is relocating; make a note of
  capture notice period; notice is three months; candidate did not show up for the call, note it
  put on record what she said; leave a message for the team on the profile; write a comment
  comment that he asked for a counter-offer; reference was positive; note that; write down; internal memo
  scribble on the profile; notes from my call; put in the notes; reference check came back fine, note
  salary expectation, note it down; remember that she can only start in; leave a note for the team; log a phone call
  jot this down on the profile; log that I left a voicemail; log a coffee chat; add context to the profile
candidate.getRecentEmailMessages
  read emails with a candidate; recent mails; email history; last email; did the candidate reply
  what did we write to the candidate; correspondence; conversation with the candidate; messages exchanged
  inbox of candidate; when did we last write; has she answered; email thread; check for a response
  what did he write back; latest messages; outreach replies; have we heard back from the candidate
  did we hear back by mail; any answer from her; last email exchange; did she answer my message; has he replied
  read the correspondence; what was the last thing she wrote; did he respond; mails between us and the candidate
  what have we emailed her; any reply to my email
candidate.info
  candidate profile; show a candidate; candidate details; contact details; email address of a candidate; phone number
  phone number of; LinkedIn of candidate; where does the candidate live; CV; resume of candidate; pull up a profile
  open the profile; who is this person; all applications of a candidate; current employer; tags of a candidate
  file list of a candidate; dossier; candidate by id; look up a profile by external id
  which jobs did this candidate apply to; background of a candidate; one candidate; pull up everything on a candidate
  who does she work for; how can I reach her; show me his resume; profile page; work history; phone and LinkedIn of
  tell me about candidate; what do we know about her; open candidate; give me the rundown on a candidate; contact info
  full profile; her phone number please; candidate card; where did he work before; education of a candidate
  what is his email
candidate.list
  list candidates; all candidates; new candidates; candidates added this week; whole database; talent database
  how many candidates do we have; everybody in the system; candidates created since; export candidates; sync candidates
  recently added prospects; people added last month; number of profiles; entire candidate base; browse candidates
  all people in the database; people added since; every candidate we have; sync all candidates to our warehouse
  dump of candidates; all profiles; everyone in the ATS; how big is our talent database
candidate.listClientInfo
  IP address of an applicant; device of applicant; browser used; from where did the person apply; user agent
  which country was the application sent from; location of IP; devices an applicant used
  technical information about the application; suspicious IP; same IP address; client info; what computer
  from which country and IP did he apply; where was the application sent from; IP did this applicant apply from
  did they use a VPN; which phone or laptop did she apply with
candidate.listFraudChecks
  fraud checks; is the candidate fake; fraud signals; suspicious candidate; fraud risk; identity check; fake applicant
  bot application; is this person real; impostor; fraud alerts; why was the candidate flagged as fraud
  fraud detection results; red flags of identity; spam applicant; flagged as a bot or fake; profile smells fake
  any fraud signals; looks like a scam profile; is this a deepfake; is he who he says he is; check for fraud
candidate.listNotes
  read notes; notes on a candidate; comments on a candidate; what did colleagues write; show the notes; notes so far
  past notes; remarks about a candidate; what has been noted; call notes; team comments; latest note
  any notes from the recruiter; what did my teammates write; read the comments; is there a note about
  did anybody leave a comment; note history; notes from the previous recruiter; what was said in the notes
  who wrote a note; what do the notes say
candidate.listProjects
  projects of a candidate; talent pools of a candidate; is she in any talent pool; pool membership of a person
  which pools is he in; where is he bookmarked; pools this person belongs to; is he a silver medalist
  lists she was saved to; is the candidate on any sourcing list; which talent pools is he in; which projects is she in
  part of which talent pools; which folders is the candidate in; in which pools did we put her
candidate.pushToHris
  send to HRIS; push to Workday; export new hire to HR system; hand over to BambooHR; transfer the hire to payroll
  onboard a hire in the HR system; sync hire to HiBob; start onboarding; send hire data to Rippling
  create employee record; push to HR; transmit to the people system; new hire handover; export to HRIS
  send over to BambooHR; sync new hire into Workday for onboarding; send the new starter to Personio
  transfer to SAP SuccessFactors; Gusto, ADP, UKG; hand the new joiner to HR; push candidate to HR system
  move him into the HR system
candidate.removeProject
  remove from a talent pool; take out of a project; drop from the sourcing list; remove from list
  no longer in talent community; take off the shortlist project; unbookmark; kick out of the pool; delete from project
  remove candidate from project; drop her from the pool; take him off the pool; no longer in our talent pool
  take her out of the graduates pool; does not belong in that talent pool; pull him from the project
candidate.removeTag
  remove a tag; untag; take a label off; delete tag from candidate; drop the label; clear a tag; unmark; no longer VIP
  remove flag; strip tag; take the tag away from a person; unlabel; untag her, she is not; tag no longer applies
  remove the do not hire tag; wrong tag on the candidate; is not a silver medalist anymore, remove tag; unflag
candidate.search
  find a candidate; search for a person; look up by name; look up by email; do we have this person
  is she in our system; find someone named; search by mail address; who is; do we know; look for a candidate
  already in the database; find profile by name; duplicate check; does a candidate exist; search candidates
  get me the profile of a named person; look up somebody; find him; search for her; look up a person by name
  look up an email address; find this address; have we got somebody called; do we have anyone called
  is there a candidate named; did this person apply with us before; has he applied before; is he already in the ATS
  open the profile of a named person; pull up her profile by name; find the person with this email
  is this address already in our database; have we talked to him before; is she known to us
candidate.setFraudStatus
  mark as fraud; mark as fraudulent; mark as not fraud; clear a fraud flag; confirm that an applicant is fake
  fraud verdict; record fraud review; flag as impostor; set fraud status; mark as genuine; mark as legitimate
  dismiss fraud alert; flag fake candidate; report fraudulent applicant; close the fraud review
  after the identity check, this one is real; it is a scammer; not an impostor
  candidate is legit, clear the fraud alert; confirm a fraudster; false alarm, not fake; mark as scam; confirmed fake
  she is a real person, clear the flag
candidate.update
  change a candidate's email; update phone number; edit a candidate; correct the name of a candidate
  change contact details; fix typo in the name; add LinkedIn link to a profile; change location of candidate
  update profile; edit profile; new email address of a candidate; replace phone; set credited user of a candidate
  add GitHub; add a personal website; candidate married and changed name; moved to another city; correct candidate
  source of candidate; correct the spelling of a candidate's name; his name is misspelt; her last name is wrong
  add the LinkedIn url to his profile; update her email to; new phone number; correct the spelling of her surname
  change first name; has a new number; fix his email address; change her address; correct contact info
  update candidate info; change candidate's current company
candidate.uploadFile
  attach a file to a candidate; upload a document; add a cover letter; attach portfolio; upload certificate
  add work sample; attach reference letter; save a PDF on the profile; add attachment; upload signed NDA
  put a document on the candidate; add a transcript document; upload work permit; attach the signed NDA pdf
  upload portfolio; add this document to her file; attach the visa papers; upload a reference; add file to profile
  attach her diploma
candidate.uploadResume
  upload a resume; upload a CV; attach a CV; add resume; replace the resume; new version of the CV; update the CV
  set main resume; swap the CV; put a resume on the profile; save the CV; newer resume; parse resume
  newest CV attached; here is his newer CV; please use this CV; new resume, put it on her profile
  she sent an updated resume; latest CV; replace the CV with the new version; attach the resume to the profile
candidateTag.archive
  delete a tag; retire a tag; archive a tag; remove a tag from the tag list; stop using a label
  get rid of a tag for everybody; discontinue label; clean up tags; tag no longer used
  remove label from the organization; we no longer use the tag; retire the label; obsolete tag
  nobody should use this tag any more
candidateTag.create
  create a tag; new tag; make a label; add a tag to the list of tags; define a new label; new keyword for candidates
  set up a tag; introduce a tag; add a tag option; new tag called; we need a new label called; we need a tag for
  add a new tag
candidateTag.list
  list tags; which tags exist; all labels; available tags; what tags do we use; tag list; candidate labels
  show every tag; tag ids; tags we have; list candidate tags; what tags do we have; show the tag list
  which labels can I use
file.createFileUploadHandle
  get an upload link; upload address; prepare a file upload; upload handle; reserve upload; before uploading a resume
  where do I send the file; file upload url; presigned url; start a file upload; get a place to upload
  upload a file first; upload a new file to Ashby; get ready to upload; I need an upload link for a document
  where can I upload
file.download
  download a file; save the resume to disk; download CV; save a file locally; get the PDF; download attachment
  download the offer letter; fetch the document; store the file in a folder; export the CV file; save attachment
  download her resume; get me the cover letter file as pdf; give me the file; save a copy of the CV on my computer
file.info
  link to a file; file url; download link of a resume; address of a file; open the resume file; get url of attachment
  view the document; temporary link; where is the file; link to the CV; temporary URL to the file; url of the CV
notetakerTranscript.info
  interview transcript; transcript of the call; what was said in the interview; recording; notetaker; AI notetaker
  meeting transcript; interview recording; who spoke; AI notes of the call; conversation recording; call transcript
  what was said in the recorded interview; transcript of the interview; recorded call
  what exactly did she say on the call
project.archive
  archive a project; close a talent pool; retire a talent pool; delete a project; end a sourcing project; remove a pool
  shut down the sourcing list; project is finished; project no longer needed; get rid of talent pool
  shelve the project; wind down the talent pool; we are done with the project
project.create
  create a project; new talent pool; make a talent pool; start a sourcing list; set up a talent community
  new silver medalist list; new candidate list; open a sourcing project; build a pool; new folder for candidates
  start a bench; campaign list; start a talent pool for; start a project; new project called
  set up a pool for campus hires
project.info
  show a project; details of a talent pool; one project; open the talent pool; what is this project; read project
  description of a pool; project by id; who may see the talent pool; is the project confidential; what is the pool for
  purpose of a sourcing list; about this talent pool
project.list
  list projects; all talent pools; which talent pools exist; sourcing projects; talent communities; pools we have
  show candidate lists; all sourcing lists; project overview; every talent pool; pools; which projects exist
  our talent pools
project.restore
  restore a project; bring back a talent pool; unarchive a project; reopen a talent pool; reactivate a project
  project archived by mistake; revive the pool; undo archiving a project; un-archive the sourcing list
  we need that pool again; talent community is active again
project.search
  find a project; find a talent pool by name; search projects; look for the talent pool called
  is there a project named; project by title; look up pool by title; do we have a pool for; pool called
  which project id has the talent pool; dig up the project; project named; look up the project; find the pool
  where is the project called
project.setCustomFieldValue
  set a custom field of a project; fill in a project field; change a custom property of a talent pool
  project attribute; one custom field on a project; value of a project field; set the owner field of a talent pool
  priority of a talent pool; record something in a pool's field; update a project's custom field
project.setCustomFieldValues
  set several custom fields of a project; fill in many project fields; update multiple custom fields of a talent pool
  project attributes in bulk; several values on a project at once; set two fields of a talent pool
  change many values on a sourcing project; all custom fields of the pool at once; owner and priority of a pool
  update several project fields
project.update
  rename a project; rename a talent pool; change a project's description; make a project confidential
  hide a talent pool; who may see the project; edit project; make a pool private; change title of a project
  update talent pool; new name for the talent pool; restrict who sees the pool
"""
