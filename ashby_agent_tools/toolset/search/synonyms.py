"""Words that mean much the same in a recruiter's request: the things it is about, and what is to be done.

A word may stand in several lines. What is searched for is the word and all of its classes, so that a word that no
phrase of the vocabulary has still points somewhere. The first word of a line is the name of its class.
"""

from __future__ import annotations

__all__ = ["CLASSES"]

_THINGS = """
job: job jobs req reqs requisition requisitions requsition role roles position positions vacancy vacancies search
  searches opportunity mandate search-assignment stelle stellen poste puesto vacante vacantes gig
person: candidate candidates prospect prospects person someone somebody him he she her they them his cand cands
  talent lead leads _name guy girl folks people profile profiles contact individual man woman applicant applicants
  finalist finalists runner-up newcomer lad chap gal bloke fella dude lady gentleman human talents bewerber kandidat
  kandidatin kandidaten candidat candidato candidata client applicant-profile individuals hopeful contender
  contenders hes shes joiner newbie starter friend buddy cousin sister brother boss nurse surname lastname
application: application applications applicant applicants app apps candidacy process pipeline funnel consideration
  running applied apply applying bewerbung bewerbungen candidature candidatures candidatura candidaturas contention
  race stand standing submission
opening: opening openings headcount headcounts seat seats hc heads head backfill slot replacement refill backfills
  vacancies-slot replacements replace refilling planstelle position-number fte ftes
posting: posting postings ad ads advert adverts advertisement advertisements listing listings jd website careers
  advertise advertised advertising publish published publicly public site anzeige annonce anuncio vacancy-ad
  careers-page page web online job-ad copy wording text blurb headline intro paragraph
resume: resume resumes cv cvs curriculum lebenslauf curriculum-vitae
mail: mail mails email emails e-mail message messages correspondence thread inbox mailbox gmail outlook emailing
  emailed mailed mailing letter replied reply wrote written bounced e-mails inmail texted texting dm ping letters
  correspond answered respond responded answering replies back-and-forth nachricht
pay: salary salaries pay compensation comp wage wages band remuneration budget ote money base bonus equity earn
  paying paid raise figure figures ceiling floor minimum range ranges gehalt salaire salario stipend rate hourly
  allowance reward tc
feedback: feedback scorecard scorecards eval evals evaluation evaluations rating ratings rated debrief verdict
  opinion opinions impression score scores scored verdicts interviewed thoughts takeaways takeaway assessment-notes
  performance perform performed performing impressed impressions concerns flags strengths weaknesses retour bewertung
  bewertungen comentarios evaluate evaluated evaluating grades grade graded marks remarks-interview
review: review reviews reviewing input opinion thoughts look peek weigh take glance eyes opine assess vet vetting
interview: interview interviews onsite on-site loop panel screen screening call calls round rounds meeting meet chat
  conversation interviewing zoom video phone interviewed meets entretien entrevista gesprach gespraech termin
  appointment appointments session sit-down phoner face-to-face f2f coffee intro-call screeners pairing visit talk
  talks talking
interviewer: interviewer interviewers panelist panelists screener screeners shadow shadowing trainee trainees trained
  qualified bar-raiser raiser raisers training assessors assessor buddy-interviewer mentor
location: location locations office offices site sites city cities hub branch region regions place country countries
  standort ville ciudad facility campus premises headquarters hq workplace-site warehouse building store shop plant
department: department departments team teams division divisions unit units dept org abteilung equipe departamento
  group groups function practice tribe squad squads chapter
user: user users colleague colleagues coworker coworkers employee employees teammate account accounts admin admins
  login staff recruiter recruiters workmate workmates mitarbeiter benutzer utilisateur usuario member members
  seat-holder permissions
hteam: recruiter hiring manager hm sourcer coordinator owner recruiters lead leads charge responsible owns owner-of
  runs running leading partner ta-partner
project: project projects pool pools community list bench collection bucket folder backburner reserve roster
  pipeline-pool shortlist-pool talentpool vivier bolsa silver medalists medallists graduates alumni interns
  bench-list
tag: tag tags label labels keyword badge untag tagged labelled marker markers stickers sticker mark
field: field fields attribute attributes property properties dropdown picklist column checkbox wert champ campo
  authorization clearance seniority level priority cost-center centre center t-shirt visa preference school tier
several: several many multiple both few two three bulk together once fields values
note: note notes comment comments remark remarks memo noted jot jotted notiz notizen nota notas annotation
  annotations memos log-entry scribble observation observations comment-on reminder
offer: offer offers package offered contract offering angebot angebote offre ofrece oferta ofertas contracts proposal
  proposals terms sign-on signing
survey: survey surveys questionnaire questionnaires nps umfrage encuesta sondage satisfaction experience
sequence: sequence sequences outreach drip campaign campaigns cadence cadences nurture follow-up follow-ups followups
  prospecting series mailings auto-mails automated automatic newsletter drips touchpoint touchpoints reachout
  reach-out
test: test tests assessment assessments challenge hackerrank codility testgorilla checkr cognitive aptitude
  background exam exams quiz aptitude-test assignment-test skills-test coding-test technical-test coding logic
  personality screening-test codesignal coderpad criteria
takehome: takehome take-home homework exercise case-study assignment task solution casestudy case
file: file files document documents pdf attachment attachments certificate portfolio scan scans diploma paper papers
  paperwork datei fichier archivo
reason: reason reasons dispositions disposition why codes grund grunde motif motifs motivo motivos rationale
  explanation because
template: template templates blueprint boilerplate canned vorlage vorlagen modele plantilla plantillas prewritten
  pre-written ready-made stock
approver: approver approvers approval approvals sign-off approve approved signed-off approves sign signatory
  signatories ok okay okayed greenlight green-light clearance-by freigabe freigaben approbation blessing sanction
  signoff signing-off authorise authorize
stage: stage stages step steps phase phases round rounds column columns milestone milestones etappe etape etapa rung
  lane
report: report reports metrics stats dashboard numbers analytics kpi conversion average rates statistics bericht
  rapport informe figures-report performance trend trends breakdown kpis fast quickly velocity velocity-of
webhook: webhook webhooks hook url endpoint _url events server backend callback callbacks listener subscription
  subscriptions notification notifications push
pause: vacation leave holiday holidays pto sabbatical away ooo sick travelling parental maternity paternity urlaub
  conge vacaciones off leave-of-absence absent absence unavailable busy trip honeymoon break timeoff
limit: limit limits cap max maximum quota capacity most restrict throttle ceiling overload overloaded load workload
  no-more-than
hris: hris workday bamboohr hibob personio payroll rippling adp gusto onboarding hr successfactors hrms payslip
  hr-system people-system sap oracle onboard
source: source sources origin channel channels attribution linkedin indeed agency referral meetup fair quelle quellen
  fuente headhunter headhunters recruiter-agency board event advert-source came-from introduced
referral: referral refer referred recommend friend recommendation ex-colleague recommended recommending recommends
  vouch introduce introduction empfehlung
fraud: fraud fake fraudster scam impostor scammer bot genuine legit legitimate real fraudulent suspicious catfish
  phony bogus deepfake identity forged spam suspicion shady dodgy
gdpr: gdpr erasure anonymize anonymise privacy forgotten ccpa personal erase dsgvo scrub loschung forget forgetting
  wipe-data data-deletion privacy-request deletion
history: history timeline dates entered how-long long since days moved when chronology chronicle trail-of journey
  landed reached spent verlauf historique historial
log: log audit trail changed edited deleted who fiddled tampered touched meddled modified altered overwritten
  changed-by edits
form: form forms questions question questionnaire criteria rubric
board: board boards
brand: brand brands subsidiary
plan: plan plans process processes loop loops structure rounds-plan workflow blueprint-process setup goes through
transcript: transcript recording recorded notetaker verbatim said
version: version versions deprecated
key: key permissions scopes token permission
address: address street zip postal building adresse direccion postcode postal-code house street-number
remote: remote hybrid on-site onsite workplace in-office
sender: sender senders from-address mailbox
event: slots sessions agenda each
link: link links url utm tracking trackable
date: _date date dates time today tomorrow
"""

_ACTIONS = """
ask: what which who whom whose when where how is are was were does did do has have had any why whats can could
read: show list see view display find look check get read tell pull give bring fetch open print export see browse
  inspect peek peruse examine review-list anzeigen ansehen zeigen voir mostrar ver afficher lire leer summarise
  summarize recap recall update-me
find: find search locate lookup look dig know exists called named hunt trace suchen chercher buscar finden trouver
  encontrar surname spot track identify anybody exist
count: many number total count volume sum tally headcount-of much numbers amount anzahl combien cuantos
make: create add make new open set put build introduce register enter define draft raise start form launch spin need
  want produce generate prepare compose establish found anlegen erstellen creer crear neu nueva nuevo nouveau
  nouvelle fresh another second additional kick raise-new author draw write-up craft
record: log record write note jot document save file store capture remember keep scribble file-away note-that
  erfassen hinzufugen ajouter anadir mention remind pop chuck
attach: attach upload add save put replace swap append pop stick chuck hochladen televerser subir add-file enclose
  include
change: change update edit rename correct fix amend adjust modify revise set rewrite reword tweak replace switch
  alter retitle wrong andern modifier cambiar modificar bearbeiten adapt reflect patch overwrite polish improve
  refresh bump raise lower convert flip turn make
wrong: wrong incorrect typo mistake misspelt mistakenly spelling misspelled spelled correct fix error messed bounced
  inaccurate outdated old stale faulty mistaken mixup mix-up incorrectly misspelling erroneous accidentally
end: delete remove archive cancel drop erase wipe purge scrap kill bin discard retire close shut stop end abort trash
  revoke withdraw shelve nix axe dissolve disband clear rid obsolete discontinue nuke zap ditch obliterate eliminate
  terminate cease halt conclude wrap finish finished filled done wind loschen schließen supprimer fermer borrar
  cerrar eliminar entfernen bye expunge destroy dump toss chuck lose suspend freeze
for-good: delete erase wipe purge permanently destroy trash nuke obliterate expunge loschen supprimer borrar
  eliminate destroyed accidentally mistake test duplicate
cancel: cancel abort scrap nix call-off off stop revoke withdraw never-mind kill drop absagen annuler cancelar
  scratch ditch pull scrapped halt cease bin
back: restore reactivate unarchive un-archive reopen revive reinstate back again resume undo unreject reactivated
  return returned wiederherstellen restaurer retablir restaurar recover bring-back undelete re-open un-reject rejoin
  reinstated
forward: move advance progress push bump promote send forward proceed next progres passed cleared made level ahead
  further shortlist verschieben avancer mover avanzar onwards upward graduates proceeds smashed aced nailed crushed
  impressed passes green next-round
no: reject decline turn pass disqualify dismiss regret no not rejected declined unsuccessful unfortunately down knock
  weed wont didn't won't unqualified release absagen ablehnen refuser rechazar voted absage rejeter refus rechazo
  turndown let-go goodbye unfit unsuitable thumbs-down unlucky failed fails bombed flunked knocked dismissed dropped
  eliminate unimpressed
gone: withdrew withdraw dropped pulled ghosted unresponsive cold interested elsewhere quits quit left leaving leaves
  resigned backed accepted-elsewhere bailed vanished disappeared stepped opted
yes: yes accepted signed accept sign took joining signature yep onboard agreed agrees confirmed countersigned
  angenommen aceptada acceptee said committed
hire: hired hire joined starts hiring-done onboarded einstellen embaucher contratar
move-to: move transfer shift relocate switch swap reassign redirect across belongs under another different instead
  reroute reallocate rather instead-of thrown umziehen transferer trasladar
plan: schedule book arrange organize vereinbaren planen planifier programar organise plan invite sched slot calendar
  diary set-up meet ansetzen fixer agendar concertar lock pencil fix arrange-for line-up coordinate
resched: reschedule postpone push delay move shift rebook later earlier instead another swap substitute verlegen
  reporter reprogramar later-time different sooner forward clash clashes conflict cant cannot
chase: ask request ping chase nudge remind solicit get have let urge prod follow-up prompt hurry pester erinnern
  relancer recordar weigh
give: assign give grant share credit allow let access visibility appoint nominate entrust hand empower in-charge put
take: take remove drop unassign revoke off out kick longer relieve strip removed abziehen retirer quitar
more: increase raise bump up more higher lift extra improve sweeten match counter sweetened countered hike top better
  exceed boost upped
public: publish unpublish live online offline down post advertise hide public visible veroffentlichen publier
  publicar unlisted hidden visibility unadvertise pull remove-ad
start: start begin launch kick initiate trigger send release activate commence fire shoot roll initiate-run starten
  demarrer iniciar set-off go
prep: prep prepare brief briefing ready guide prime cram homework-before know ask focus before vorbereitung preparer
  preparar soon expect
pause: pause block exclude skip away off suspend block-off keep-off spare unavailable dont no
rename: rename called title retitle name named umbenennen renommer renombrar got-renamed relabel retitled
score: rate score submit vote mark grade rate-as recommend lean leaning voted hire
"""


def _classes() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for kind, table in (("thing", _THINGS), ("action", _ACTIONS)):
        for line in table.replace("\n  ", " ").strip().splitlines():
            name, _, words = line.partition(": ")
            for word in dict.fromkeys(words.split()):
                found.setdefault(word, []).append(f"{kind}:{name}")
    return {word: tuple(names) for word, names in found.items()}


CLASSES = _classes()
