"""Whole requests that are easily taken for one another, with names and small talk around them; and other languages."""

WORDS = """
application.changeStage
  set Karin's status to Onsite; change Paul's stage to Phone Screen; put the application of Sam in stage Offer
  status of Mia: rejected; close all applicants on the nurse job as not selected
  close out the remaining candidates for the welder req; unarchive Novak please
  reopen Novak's candidacy, the hiring manager changed her mind; the panel voted against Ines, let her go politely
  the team voted no on Omar; we are not taking Ola any further; no further steps with Jim; Jim is not qualified
  mark as not qualified; thank him and close; Hi, can you please reject Rita Bloom for the analyst role? Timing is bad
  good news, Rita passed, can you move her on to final?; I need Bob Stone moved to the technical interview
  would you advance Lee to the offer stage; please send Bea to the next round, thanks
  candidate rejected our process, withdraw him; Ana decided to stay where she is; Timo is withdrawing from the process
  Kandidat absagen; Bewerber ablehnen; Absage schicken; in die nächste Phase verschieben; Bewerbung zurückziehen
  Kandidatin einstellen; refuser un candidat; envoyer un refus; passer à l'étape suivante; faire avancer la candidate
  rechazar candidato; mover a la siguiente etapa; Timo flunked the exercise, drop him; tell Eve she is not what we need
  let Eve down gently; Eve's out; cut Eve; the client pulled the plug on Eve; send Bo through; get Bo into round two
  Bo aced it, onward; Bo should see the panel next; kick Bo up to final; Bo goes to the case study round
  Bo bailed, close the file; Bo stepped back from the process; flag Bo as hired, she starts Monday
  ring the bell, Bo is hired; give Marcus the bad news; we are hiring the other finalist, reject Marcus
  put Adele's application on hold; Soo-jin gets the green light for the exec interview
  reject John for the designer role because of salary expectations; reject Amy since she lacks a licence
  decline Lou due to location; move Amy on for the sales job; take Lou to stage 3; set Lou back to screening
  Lou is approved for the next interview
application.list
  what's our funnel like for Head of Sales; how does my pipeline look; who got to the onsite but wasn't hired
  candidates in process per job; who do we still have for the analyst role, and in which stage
  let me see all applications in review for REQ-9; any decent people in the queue
  show everybody who was rejected after the onsite; who applied to the Leeds vacancy since the 3rd
  is anyone still active on the chef role; wer hat sich beworben; alle Bewerber für die Stelle; Bewerbungen anzeigen
  liste des candidatures; qui a postulé; lista de candidatos de la vacante; who's in hiring manager review
  who is sitting with the hiring manager; candidates per stage for the analyst search; who's left to screen
application.info
  what's happening with Petra Lind; where are we with Mr. Lind; which reason did we give for rejecting Tanja
  why was Tanja turned down; is Tanja still active; status of Tanja's candidacy; Stand der Bewerbung
  où en est la candidature; estado de la candidatura; has Bo been knocked out already; did we already reject Bo
  is Bo still in the game; where does Bo stand with us
application.listHistory
  why is Oleg still in screening, when did he get there; on what date did we move Oleg to final
  since when is Oleg in this stage; when did Oleg move between rounds; dates of Oleg's stages; Verlauf der Bewerbung
  historique des étapes; when exactly did Sven land in the offer stage; on which day did Sven reach final
  how long did Sven spend at each step; Dov has been in review for ages, since when
  how long is Dov in this stage already; Dov seems stuck, from which date; stage entry dates for Dov
application.updateHistory
  the history says Oleg got to final on the 12th but it was the 2nd, correct; wrong entry date for the onsite stage
application.create
  could we look at Vera for the sales vacancy as well; would Vera fit the ops job too? add her
  let's also consider Omar for the PM opening; für eine weitere Stelle berücksichtigen; ajouter un candidat à un poste
  añadir candidato a una vacante; throw Lena into the Hamburg vacancy as well
  Lena should be in the running for the other job too; get Lena considered for finance
  Edda also fits the other opening, link her; connect Edda with the sales job
  Edda is a match for the lab job, put her in; pair Edda with the req
application.transfer
  Matteo's application is under the wrong job, it's supposed to be the Milan one; he should be on backend, not frontend
  auf andere Stelle verschieben
application.changeSource
  the referral by Ken was recorded as careers page, amend it; source is wrong for Ken, should be event
  Quelle der Bewerbung ändern
application.addHiringTeamMember
  let Fran see Tariq's application, she will coordinate; make Fran coordinator for this candidate
  put Fran on Tariq's application
applicationFeedback.list
  so how did the interview with Chidi go; compare what the interviewers wrote about Sasha
  who on the panel hasn't scored Abdul; how did the panel rate Sasha; what did everyone think of Abdul
  was anybody negative on Abdul; is all the feedback in for Abdul; did Tom leave feedback for Abdul
  Feedback zum Interview; Bewertungen der Interviewer; les évaluations; retour d'entretien
  comentarios de la entrevista; what's the panel's read on Marge; did the interviewers dig Marge
  how was Marge in the pairing session
applicationFeedback.submit
  I talked with Abdul yesterday, thumbs up, put in my feedback; here is my assessment of Abdul: hire; Feedback abgeben
  Bewertung eintragen; I want to give Jiri a no on the scorecard; my scorecard for Jiri: no, lacks depth
  fill the scorecard for Jiri with a strong yes; my vote on Jiri
applicationFeedbackRequest.create
  can the hiring manager take a peek at this resume before we invite him
  could Marta tell us her opinion on the applicant; um Feedback bitten; get the VP to weigh in on Salma's CV
  would the team lead vet Salma; ask around what people think of Salma's profile
archiveReason.list
  Absagegründe; motifs de refus; motivos de rechazo; reasons for saying no to applicants
closeReason.list
  reasons when shutting a req; what reasons are in the dropdown for closing a job; Gründe für das Schließen der Stelle
approval.list
  is everybody done approving Ruben's package; anything stuck with legal for approval; who is left to approve
  Freigaben; approbations en attente; is the CEO the last one who has to OK Jan's offer
  who still must give their blessing; whose okay are we missing; approvers who haven't responded on the offer
  who did not approve yet; is the approval for the chef job through
approvalDefinition.update
  take Lars out of the approval steps; Lars shouldn't be asked to approve the offer
  swap Lars for Mia in the offer's approval chain
offer.setStatus
  withdraw the offer we made to Cedric; the offer to Cedric is withdrawn; Cedric accepted our offer
  Cedric declined our offer for more money elsewhere; Angebot angenommen; Angebot abgelehnt; Angebot zurückziehen
  offre acceptée; oferta aceptada; retirer l'offre; Vito is in, he signed; Vito's signature arrived
  Vito passed on our offer; Vito went elsewhere, offer declined; kill Vito's offer
offer.create
  put an offer together for Ida: 72k; we'd like to offer the job to Ida; Angebot erstellen; faire une offre
  hacer una oferta; offer Vito 700k plus bonus; let's give Vito the job at 700k; get terms to Vito
offer.update
  Ida negotiated 5k more; change Ida's offer to 77k; the salary in Ida's offer must be higher; Angebot ändern
  modifier l'offre; mejorar la oferta; Vito countered, up the base to 720k; add 5k to what we offered Vito
  Vito's offer should have a later start date; fix the title in Vito's offer
offer.info
  what's the base and equity we put on the table for Dana; what did we offer to Dana; salary in Dana's offer
  Angebot ansehen; what's the base and equity in Bea's offer; what did Bea's offer say about bonus
  how much equity is Bea getting
offer.list
  any offers still unanswered; which offers are out; who hasn't answered our offer; offene Angebote; offres en cours
  ofertas pendientes
offer.startApprovalProcess
  offer for Tobias is final, route it to the approvers; start the sign-off for Tobias' offer
  Angebot zur Freigabe schicken
opening.setOpeningState
  finance signed off the seat, flag it approved; HC-77 is approved by finance, reflect that
  the headcount was approved, set it so
opening.create
  we need one more seat for a welder; Amadou resigned, backfill please; zusätzliche Planstelle
  Karl quits in May, we'd like to replace him; Karl is leaving, open a replacement seat
  we may hire one more, add the seat; one extra seat for kitchen staff got budgeted
  we were granted a second head for the kitchen; add a slot to the headcount plan
candidate.search
  do we already know a Siobhan Murphy; look up Kowalczyk; Sam Kowalczyk; is kim@example.com a candidate
  Kandidat suchen; chercher un candidat; buscar candidato; anybody in our database with the surname Achterberg
  someone called Achterberg in here; check for a Ms Achterberg; got a Lindgren?
candidate.info
  what's Amir's mobile; what is Amir's phone number; Amir's email address please; which LinkedIn does Amir have
  everything we have on candidate Rosa Diaz; Lebenslauf ansehen; Profil der Kandidatin; profil du candidat
  perfil del candidato
candidate.create
  met a great PM called Olivia Tran, oliviat@example.com, get her in the system; neuen Kandidaten anlegen
  créer un candidat; crear candidato; create a candidate named Alice with email alice@example.com
  add a candidate called Lou, phone 555; make Quentin a profile; save Lou as a new candidate
candidate.createNote
  for the record, Bea's notice period is 6 weeks; Kenji has a competing offer from a bank, please note
  Notiz hinzufügen; ajouter une note; añadir una nota; note to file: Bea is moving to Spain
  make a note, Bea speaks French; put a note on Bea that she is on holiday until May
  Amy told me she's on parental leave, put it in her notes; write down that Amy can't travel
  keep in her notes that she asked for 90k
candidate.update
  phone for Ewa is wrong, should be +48 600; Ewa has a new email address; Telefonnummer ändern
  modifier les coordonnées; cambiar correo del candidato; Noor's mail bounced, the right one is noor2@example.com
  Noor goes by Nora now; Noor relocated to Lyon, fix her record; typo in Noor's surname; set Lou's phone to
  change Lou's email to lou@example.com; Lou's new address is; correct Lou's name to Louise
candidate.listNotes
  earlier remarks on Yuki from other recruiters; what have other recruiters written on Yuki; Notizen lesen
  lire les notes; what has been jotted down about Carmen; what's been written about Carmen internally
  read Carmen's notes
candidate.uploadResume
  here's Thandi's latest CV.pdf; new CV from Thandi attached; Lebenslauf hochladen; téléverser le CV
  subir el currículum
candidate.getRecentEmailMessages
  has Gunnar written back; did Gunnar reply; what did Gunnar say in his last mail; hat sie geantwortet; a-t-il répondu
candidate.addProject
  drop Roberto into Future Sales; keep Roberto warm in our pool; in den Talentpool aufnehmen; ajouter au vivier
candidate.removeProject
  kick Rory out of the interns pool; Rory should not be in the talent pool; take Rory out of pool Interns
candidate.removeTag
  wrong label on Tess, it should not say ex-employee; Tess isn't a VIP, untag
candidate.addTag
  Kandidat markieren; label Tess as bilingual; ajouter une étiquette; etiquetar candidato
candidate.anonymize
  DSGVO Löschung; Daten löschen; droit à l'oubli; supprimer les données; derecho al olvido; borrar datos personales
candidate.listProjects
  is Pavla in any of our pools; which pools has Pavla been put in
user.search
  is there an account for lee@example.com among our colleagues; which colleague has lee@example.com
  find our recruiter Lee; Lee's user id
user.list
  who works here as recruiter; list our colleagues; Benutzer anzeigen; liste des utilisateurs
job.info
  who's running the search for the data lead; who leads the hiring for the data lead
  who is the HM and recruiter for REQ-9; Details der Stelle; what does the chef role pay and who owns it
  tell me who manages the chef job; what's the salary range on the chef job
job.list
  jobs currently on hold; which jobs are closed; offene Stellen; postes ouverts; vacantes abiertas
  welche Stellen haben wir
job.search
  look for the requisition with title Payments Engineer; Stelle suchen; chercher un poste
job.create
  neue Stelle anlegen; créer un poste; crear vacante; please set up a requisition for a nurse
  get a chef requisition started; begin a requisition for a chef; put together a new job for a cook
  start the paperwork for a new role
job.setStatus
  let's start hiring on the draft req for Architect; we've hired enough baristas, shut the req
  we hired someone, close the job; Stelle schließen; fermer le poste; cerrar la vacante; the job can be opened now
  the nurse search is finished, close it; office manager is filled, wrap up the req; wind down the search
  kill the job, budget cut; call it quits on the welder search; get the job going
  the chef has been hired so close this one; chef job is done, close it; someone was hired, close the requisition
  stop accepting for this job, close
job.update
  change title of req 501 from Analyst to Senior Analyst; Stellentitel ändern; move the job to the Sales department
  chef should be called Head Chef from now on; the job title should read Head Chef; call the role Head Chef
  the job is now titled Lead Engineer
job.updateCompensation
  budget for the analyst role went up, 70 to 80k; Gehaltsspanne der Stelle ändern
  raise the ceiling of the pay range on the job; the job's range tops out at 80k now
  floor of the salary range is too low, raise it
jobInterviewPlan.info
  what rounds will somebody go through for the iOS role; which interviews does the welder job have
  Interviewprozess der Stelle
jobPosting.setStatus
  get the ad for Chef off our site; Anzeige veröffentlichen; Anzeige offline nehmen; publier l'annonce
  publicar el anuncio; could you take the Oslo ad down; get Oslo off the careers page; ad for Oslo can go online
jobPosting.update
  candidates complain the JD says 5 years, make it 3; the ad says 5 years of experience, should be 3
  Anzeigentext ändern; modifier l'annonce; the ad should say hybrid in the intro; add the company blurb to the ad
  ad copy needs the new logo text; the advert needs a line about tips; mention parking in the ad
  ad is missing the shift times; say in the ad that we sponsor visas
jobPosting.list
  Stellenanzeigen; annonces publiées; anuncios publicados
interviewSchedule.create
  find 30 min with Zainab for a screening call; get me half an hour with Zainab next week
  can we talk to Zainab on Friday; have Zainab meet Tom on the 4th; Interview vereinbaren; Vorstellungsgespräch planen
  planifier un entretien; programar una entrevista; Termin mit der Kandidatin; set Vito up with Anna and Karl on Monday
  Vito should meet Anna; line up a talk between Vito and Anna; grab an hour with Vito; get Vito on the phone
interviewSchedule.update
  Lotte can't do 3pm any more, can we do 5 instead; Ben is sick, let Carla take the interview
  could Lotte's interview be on Monday instead; Interview verschieben; Termin verlegen; reporter l'entretien
  cambiar la entrevista; Vito asked whether we could talk on Tuesday instead
  Anna has a clash, find another interviewer for Vito; start Vito's call later; Vito needs a different day
  Bea's interview has to start an hour later; shift Bea's slot by 30 minutes; change Bea's interview to a video call
  make Bea's interview longer
interviewSchedule.cancel
  abort Thursday's panel with Anselm; no panel with Anselm on Thursday, cancel; Interview absagen; annuler l'entretien
  cancelar la entrevista; scrap Wednesday's chat with Vito; bin the call with Vito; nix Vito's onsite
  Vito's interview is no longer happening; Bea isn't feeling well, call off today's interview
  Bea cancelled, take the interview down; we won't meet Bea after all
interviewSchedule.list
  has a time been agreed with Laszlo for the final; is a date fixed with Laszlo; when is Laszlo's final
  Interviews heute; entretiens de la semaine; entrevistas de hoy
interviewBriefing.info
  prep material for my chat with Lise; Vorbereitung auf mein Interview; préparer mon entretien
  I'm interviewing Bea in 20 minutes, help; about to interview Bea, what do I need
  my interview with Bea starts soon, any prep
interviewEvent.list
  who is meeting Dario at what hour on the onsite day; hour by hour plan of Dario's onsite
department.update
  Marketing is now called Brand; HR is called People from now on; the Data team got a new name; Abteilung umbenennen
department.move
  Data team now belongs to Engineering; Support sits under Ops from May
department.create
  new team under Product: Design Systems; we founded a team called Growth
location.create
  we've opened a place in Porto, add it; new branch in Porto; Standort anlegen; add Berlin as a location
  we need the Berlin office in the system; new office in Madrid
location.updateWorkplaceType
  Lyon is a remote hub now; Lyon went hybrid; Lyon is on-site again
customField.setValue
  put Tier 1 in the School field for Amelie; the field Notice should be 3 months for Amelie; Feld ausfüllen
  set Work authorization to EU for Mette; Mette's T-shirt size is M; tick Relocation for Mette
  the job's priority should be P2; fill Budget owner with Kim on the chef job; Budget owner of this job is Kim
  put 'Yes' into 'Relocation' for Edda; set 'Start window' to May
customField.setValues
  fill three fields on the job in a single call; set Level, School and Region for Amelie
customField.updateSelectableValues
  the dropdown Region needs one more choice: Nordics
hiringTeam.addMember
  please make Ines hiring manager for req 88; Ines is the new recruiter on the sales job
  put Beate in charge of hiring for req 77; Beate owns this req from now on; Beate helps on req 77 as sourcer
  make Abe the coordinator for the chef job; Abe joins as sourcer on the chef req; replace the hiring manager by Abe
hiringTeam.removeMember
  Jonah shouldn't be recruiter on the CFO search any longer; Jonah no longer has anything to do with the CFO req
  Beate left, remove her from req 77; Beate is not on the job any more; Abe no longer works on the chef search
  Abe is leaving the chef req's team
webhook.update
  the webhook must go to https://new.example.com from now; send the webhook to another address
report.synchronous
  hires by source over the last 12 months; how long does it take us to fill a role
  how many hires did each source bring; Bericht; rapport; informe; how fast do we fill jobs in general
  what's our average time to hire; are we getting quicker at hiring; which channel gives us the most hires
user.createInterviewerPause
  im Urlaub, keine Interviews; en congé, pas d'entretiens; de vacaciones, sin entrevistas
  Karl needs a week without interviews; leave Karl out of interviews until May; Karl can't interview next week
  Dana can't do interviews from the 1st to the 15th; Dana is unavailable to interview for two weeks
  take Dana out of rotation until May
user.updateInterviewerSettings
  max 3 interviews weekly for Ahmet; Ahmet shall do at most 3 interviews
  Karl shouldn't have over two interviews per day; don't give Karl more than two interviews daily
  Karl has room for five a week now
user.interviewerSettings
  is Steph over her interview limit, what is it; how many interviews a week is Steph allowed
assessment.start
  have Svetlana do the cognitive test; Test schicken; envoyer un test; enviar una prueba
  shoot Tariq the coding assignment on HackerRank; fire off the aptitude test to Tariq; hand Tariq the online quiz
  get Tariq tested
referral.create
  I'd like to recommend my ex-boss for the CTO role; Empfehlung einreichen; recommander un ami; recomendar a un amigo
  my sister would be a fit for the finance role; a friend of mine wants the job, pass her on
  my old colleague is looking, recommend her for the role
sequence.add
  start emailing Kasper with our nurture flow; put Kasper into the drip for engineers
sequence.cancel
  Kasper asked us to stop mailing him; Kasper doesn't want our mails; Carl replied please stop emailing me
  take Carl off all mailings
debrief
  prepare the debrief for Sasha; put what all interviewers said about Sasha next to each other
reject
  reject Rita with the standard mail; Rita is a no, reason: timing
advance
  move Rita to the onsite; Rita to the next round
myDay
  what's on for me today; what do I owe people today
compare
  compare Rita and Bob; put Rita, Bob and Kim side by side
stale
  who has been waiting for more than two weeks; which candidates did we forget; what fell through the cracks
schedule
  book Rita with Tom on Tuesday at 2; Rita and Tom, Tuesday
leaveFeedback
  my feedback on Rita: hire; scorecard for Rita from me
offerStatus
  how is Rita's offer doing; is Rita's offer approved and out
hiringReport
  funnel of the last quarter; how long do stages take us, by job; sources of our hires
application.delete
  I accidentally made an application, nuke it; scrap the application record, it was a mistake
  made in error, delete this application
auditLog.list
  who fiddled with the pay range of the job; who tampered with this; find out who altered the posting
  which colleague deleted the tag
candidate.uploadFile
  pop the signed contract PDF into Igor's files; put this diploma with Igor; add Igor's visa scan
file.download
  pull Igor's CV as a file; I want Igor's resume on my disk; get Igor's cover letter downloaded
webhook.create
  ping our backend every time an application changes stage; hit our endpoint on each new hire
  have Ashby call our API when a stage changes; call our API whenever an offer gets signed
  let our system know when an offer is accepted; send every stage change to our url; whenever someone applies, post to
customField.create
  new field on jobs: Budget owner; we'd like a Budget owner field; please create a dropdown field
  extra property for candidates: languages
location.archive
  we closed the Berlin office; Berlin office is gone, archive; take Berlin out of our locations
"""
