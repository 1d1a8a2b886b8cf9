"""Recruiters' words: candidates, their notes, emails, files and tags, and projects."""

WORDS = """
candidate.addEmailMessage
  log an email; record an email exchanged elsewhere; add a mail to the candidate's history; import correspondence;
  save outside mail on the profile; attach an email conversation; sync a Gmail message; log outreach that was sent;
  from my own mailbox; file this email; record a reply; store an email thread; put the email on record; log a;
  message with candidate; note down an email that was sent
candidate.addProject
  add to a talent pool; put in a project; add to pipeline project; add to a talent community; save for later; keep;
  warm; add to silver medalists; add candidate to a list; shortlist into a project; bookmark a candidate; put on a;
  sourcing list; collect a candidate; add to campaign pool; add prospect to project; store in a folder; put aside;
  for future roles; nurture list; add to bench; add to bench of runners-up; runner-up list; great but no role now;
  come back to her later; pool for next year; put her in a project; put him into a talent pool; add her to the;
  silver medalists project
candidate.addTag
  tag a candidate; label a candidate; add a label; mark as VIP; flag as silver medalist; put a tag on; mark as;
  boomerang; tag as do not hire; mark candidate as relocating; flag a profile; add keyword; attach a tag; apply a;
  tag; tag someone
candidate.anonymize
  GDPR deletion; delete personal data; right to be forgotten; anonymize a candidate; erase personal data; delete a;
  candidate; data deletion request; privacy request; remove a person's data; forget a person; CCPA deletion; wipe a;
  candidate's data; data protection erasure; purge a profile; remove a candidate; wants their data deleted; delete;
  everything about a person; retention period is over
candidate.create
  add a new candidate; create a candidate profile; enter a new person; add a prospect; new lead; add someone I;
  found; on LinkedIn; add a passive candidate; import a candidate; new profile; create a prospect; put a person;
  into; Ashby; sourced a new person; add talent; register a candidate; enter a contact from a career fair
candidate.createNote
  write a note; add a note; leave a comment; log a call; jot down; record that we spoke on the phone; leave a;
  remark; comment on a candidate; note down salary expectations; private note; add an observation; write down what;
  the candidate said; post a note; log a conversation; record a no-show; he did not show up; counter-offer note;
  document a reference check; memo on the profile; note that she is relocating; make a note of; capture notice;
  period; candidate did not show up for the call, note it; put on record what she said; leave a message for the;
  team; on the profile; write a comment; comment that he asked for a counter-offer; reference was positive
candidate.getRecentEmailMessages
  read emails with a candidate; recent mails; email history; last email; did the candidate reply; what did we write;
  to the candidate; correspondence; conversation with the candidate; messages exchanged; inbox of candidate; when;
  did we last write; has she answered; email thread; check for a response; what did he write back; latest messages;
  outreach replies; have we heard back from the candidate; did we hear back by mail; any answer from her
candidate.info
  candidate profile; show a candidate; candidate details; contact details; email address of a candidate; phone;
  number; LinkedIn of candidate; where does the candidate live; CV; resume of candidate; pull up a profile; open;
  the; profile; who is this person; all applications of a candidate; current employer; tags of a candidate; file;
  list of; a candidate; dossier; candidate by id; look up a profile by external id; which jobs did this candidate;
  apply to; background of a candidate; one candidate; pull up everything on a candidate; who does she work for; how;
  can I reach her; show me his resume; profile page; work history
candidate.list
  list candidates; all candidates; new candidates; candidates added this week; whole database; talent database; how;
  many candidates do we have; everybody in the system; candidates created since; export candidates; sync candidates;
  recently added prospects; people added last month; number of profiles; entire candidate base; browse candidates
candidate.listClientInfo
  IP address of an applicant; device of applicant; browser used; from where did the person apply; user agent; which;
  country was the application sent from; location of IP; devices an applicant used; technical information about the;
  application; suspicious IP; same IP address; client info; what computer; from which country and IP did he apply;
  where was the application sent from
candidate.listFraudChecks
  fraud checks; is the candidate fake; fraud signals; suspicious candidate; fraud risk; identity check; fake;
  applicant; bot application; is this person real; impostor; fraud alerts; why was the candidate flagged as fraud;
  fraud detection results; red flags of identity; spam applicant
candidate.listNotes
  read notes; notes on a candidate; what has been written about the candidate; comments on the profile; past notes;
  show comments; what did the recruiter note; call notes; what do we know about her; remarks; internal comments;
  earlier notes; notes from the phone call; history of comments; what did colleagues write about him; what have
  people noted so far; anything written about this person
candidate.listProjects
  which projects is the candidate in; talent pools of a candidate; lists a candidate is on; projects of a candidate;
  is she in any talent pool; pool membership of a person; which pools; where is he bookmarked; pools this person;
  belongs to; is he a silver medalist; lists she was saved to; is the candidate on any sourcing list; which talent;
  pools is he in; which projects is she in
candidate.pushToHris
  send to HRIS; push to Workday; export new hire to HR system; hand over to BambooHR; transfer the hire to payroll;
  onboard a hire in the HR system; sync hire to HiBob; start onboarding; send hire data to Rippling; create;
  employee; record; push to HR; transmit to the people system; new hire handover; export to HRIS
candidate.removeProject
  remove from a talent pool; take out of a project; drop from the sourcing list; remove from list; no longer in;
  talent community; take off the shortlist project; unbookmark; kick out of the pool; delete from project; remove;
  candidate from project; drop her from the pool; take him off the pool; no longer in our talent pool
candidate.removeTag
  remove a tag; untag; take a label off; delete tag from candidate; drop the label; clear a tag; unmark; no longer;
  VIP; remove flag; strip tag; take the tag away from a person
candidate.search
  find a candidate; search for a person; look up by name; look up by email; do we have this person; is she in our;
  system; find someone named; search by mail address; who is; do we know; look for a candidate; already in the;
  database; find profile by name; duplicate check; does a candidate exist; search candidates; person; get; me the;
  profile of a named person; look up somebody; find him; search for her; look up a person by name
candidate.setFraudStatus
  mark as fraud; mark as fraudulent; mark as not fraud; clear a fraud flag; confirm that an applicant is fake;
  fraud; verdict; record fraud review; flag as impostor; set fraud status; mark as genuine; mark as legitimate;
  dismiss; fraud alert; flag fake candidate; report fraudulent applicant; close the fraud review; after the;
  identity; check, this one is real; it is a scammer; not an impostor
candidate.update
  change a candidate's email; update phone number; edit a candidate; correct the name of a candidate; change;
  contact; details; fix typo in the name; add LinkedIn link to a profile; change location of candidate; update;
  profile; edit; new email address of a candidate; replace phone; set credited user of a candidate; add; GitHub; a;
  personal website; candidate married and changed name; moved to another city; correct candidate; source of;
  candidate; correct the spelling of a candidate's name; his name is misspelt; her last name is wrong
candidate.uploadFile
  attach a file to a candidate; upload a document; add a cover letter; attach portfolio; upload certificate; add;
  work sample; attach reference letter; save a PDF on the profile; add attachment; upload signed NDA; put a;
  document; on the candidate; add a transcript document; upload work permit
candidate.uploadResume
  upload a resume; upload a CV; attach a CV; add resume; replace the resume; new version of the CV; update the CV;
  set main resume; swap the CV; put a resume on the profile; save the CV; newer resume; parse resume; newest CV
  attached; here is his newer CV; please use this CV
candidateTag.archive
  delete a tag; retire a tag; archive a tag; remove a tag from the tag list; stop using a label; get rid of a tag;
  for everybody; discontinue label; clean up tags; tag no longer used; remove label from the organization
candidateTag.create
  create a tag; new tag; make a label; add a tag to the list of tags; define a new label; new keyword for;
  candidates; set up a tag; introduce a tag; add a tag option; new tag called
candidateTag.list
  list tags; which tags exist; all labels; available tags; what tags do we use; tag list; candidate labels; show;
  every tag; tag ids; tags we have; list candidate tags; what tags do we have; show the tag list
file.createFileUploadHandle
  get an upload link; upload address; prepare a file upload; upload handle; reserve upload; before uploading a;
  resume; where do I send the file; file upload url; presigned url; start a file upload; get a place to upload;
  upload a file first; upload a new file to Ashby; get ready to upload
file.download
  download a file; save the resume to disk; download CV; save a file locally; get the PDF; download attachment;
  download the offer letter; fetch the document; store the file in a folder; export the CV file; save attachment
file.info
  link to a file; file url; download link of a resume; address of a file; open the resume file; get url of;
  attachment; view the document; temporary link; where is the file; link to the CV
notetakerTranscript.info
  interview transcript; transcript of the call; what was said in the interview; recording; notetaker; AI notetaker;
  meeting transcript; interview recording; who spoke; AI notes of the call; conversation recording; call transcript
project.archive
  archive a project; close a talent pool; retire a talent pool; delete a project; end a sourcing project; remove a;
  pool; shut down the sourcing list; project is finished; project no longer needed; get rid of talent pool
project.create
  create a project; new talent pool; make a talent pool; start a sourcing list; set up a talent community; new;
  silver medalist list; new candidate list; open a sourcing project; build a pool; new folder for candidates; start;
  a bench; campaign list
project.info
  show a project; details of a talent pool; one project; open the talent pool; what is this project; read project;
  description of a pool; project by id; who may see the talent pool; is the project confidential; what is the pool;
  for; purpose of a sourcing list
project.list
  list projects; all talent pools; which talent pools exist; sourcing projects; talent communities; pools we have;
  show candidate lists; all sourcing lists; project overview; every talent pool; pools
project.restore
  restore a project; bring back a talent pool; unarchive a project; reopen a talent pool; reactivate a project;
  project archived by mistake; revive the pool; undo archiving a project; un-archive the sourcing list; we need;
  that; pool again; talent community is active again
project.search
  find a project; find a talent pool by name; search projects; look for the talent pool called; is there a project;
  named; project by title; look up pool by title; do we have a pool for; pool called; which project id has the;
  talent pool
project.setCustomFieldValue
  set a custom field of a project; fill in a project field; change a custom property of a talent pool; project;
  attribute; one custom field on a project; value of a project field; set the owner field of a talent pool;
  priority; of a talent pool; record something in a pool's field; update a project's custom field
project.setCustomFieldValues
  set several custom fields of a project; fill in many project fields; update multiple custom fields of a talent;
  pool; project attributes in bulk; several values on a project at once; set two fields of a talent pool; change;
  many values on a sourcing project; all custom fields of the pool at once; owner and priority of a pool; update;
  several project fields
project.update
  rename a project; rename a talent pool; change a project's description; make a project confidential; hide a;
  talent; pool; who may see the project; edit project; make a pool private; change title of a project; update talent
"""
