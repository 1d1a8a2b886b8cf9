"""Words that mean much the same in a recruiter's request: the things it is about, and what is to be done.

A word may stand in several lines. What is searched for is the word and all of its classes, so that a word that no
phrase of the vocabulary has still points somewhere. The first word of a line is the name of its class.
"""

from __future__ import annotations

__all__ = ["CLASSES"]

_THINGS = """
job: job jobs req reqs requisition requisitions requsition role roles position positions vacancy vacancies search
  searches
person: candidate candidates prospect prospects person someone somebody him he she her they them his cand cands
  talent lead leads _name guy girl folks people profile profiles contact individual man woman applicant applicants
  finalist finalists runner-up newcomer
application: application applications applicant applicants app apps candidacy process pipeline funnel consideration
  running applied apply applying
opening: opening openings headcount headcounts seat seats hc heads head backfill slot replacement refill
posting: posting postings ad ads advert adverts advertisement advertisements listing listings jd website careers
  advertise advertised advertising publish published publicly public site
resume: resume resumes cv cvs curriculum
mail: mail mails email emails e-mail message messages correspondence thread inbox mailbox gmail outlook emailing
  emailed mailed mailing letter replied reply wrote written
pay: salary salaries pay compensation comp wage wages band remuneration budget ote money base bonus equity earn
  paying paid raise
feedback: feedback scorecard scorecards eval evals evaluation evaluations rating ratings rated debrief verdict
  opinion opinions impression score scores scored verdicts interviewed thoughts
review: review reviews reviewing input opinion thoughts look peek weigh take
interview: interview interviews onsite on-site loop panel screen screening call calls round rounds meeting meet chat
  conversation interviewing zoom video phone interviewed meets
interviewer: interviewer interviewers panelist panelists screener screeners shadow shadowing trainee trainees trained
  qualified bar-raiser raiser raisers training
location: location locations office offices site sites city cities hub branch region regions place country countries
department: department departments team teams division divisions unit units dept org
user: user users colleague colleagues coworker coworkers employee employees teammate account accounts admin admins
  login staff recruiter recruiters
hteam: recruiter hiring manager hm sourcer coordinator owner recruiters
project: project projects pool pools community list bench collection bucket folder backburner
tag: tag tags label labels keyword badge untag tagged labelled
field: field fields attribute attributes property properties dropdown picklist column checkbox
several: several many multiple both few two three bulk together once fields values
note: note notes comment comments remark remarks memo noted jot jotted
offer: offer offers package offered contract offering
survey: survey surveys questionnaire questionnaires nps
sequence: sequence sequences outreach drip campaign campaigns cadence cadences nurture follow-up follow-ups followups
  prospecting
test: test tests assessment assessments challenge hackerrank codility testgorilla checkr cognitive aptitude
  background
takehome: takehome take-home homework exercise case-study assignment
file: file files document documents pdf attachment attachments certificate portfolio scan
reason: reason reasons dispositions disposition why codes
template: template templates blueprint boilerplate canned
approver: approver approvers approval approvals sign-off approve approved signed-off approves sign
stage: stage stages step steps phase phases round rounds
report: report reports metrics stats dashboard numbers analytics kpi conversion average rates statistics
webhook: webhook webhooks hook url endpoint _url events server
pause: vacation leave holiday holidays pto sabbatical away ooo sick travelling parental maternity paternity
limit: limit limits cap max maximum quota capacity most
hris: hris workday bamboohr hibob personio payroll rippling adp gusto onboarding hr successfactors
source: source sources origin channel channels attribution linkedin indeed agency referral meetup fair
referral: referral refer referred recommend friend recommendation ex-colleague
fraud: fraud fake fraudster scam impostor scammer bot genuine legit legitimate real fraudulent suspicious
gdpr: gdpr erasure anonymize anonymise privacy forgotten ccpa personal erase dsgvo scrub
history: history timeline dates entered how-long long since days moved when
log: log audit trail changed edited deleted who
form: form forms questions question questionnaire criteria rubric
board: board boards
brand: brand brands subsidiary
plan: plan plans process processes loop loops
transcript: transcript recording recorded notetaker verbatim said
version: version versions deprecated
key: key permissions scopes token permission
address: address street zip postal building
remote: remote hybrid on-site onsite workplace in-office
sender: sender senders from-address mailbox
event: slots sessions agenda each
link: link links url utm tracking trackable
date: _date date dates time today tomorrow
"""

_ACTIONS = """
ask: what which who whom whose when where how is are was were does did do has have had any why whats can could
read: show list see view display find look check get read tell pull give bring fetch open print export see browse
  present
find: find search locate lookup look dig know exists called named
count: many number total count volume
make: create add make new open set put build introduce register enter define draft raise start form launch spin need
  want
record: log record write note jot document save file store capture remember keep
attach: attach upload add save put replace swap
change: change update edit rename correct fix amend adjust modify revise set rewrite reword tweak replace switch
  alter retitle should wrong
wrong: wrong incorrect typo mistake misspelt mistakenly spelling misspelled spelled correct fix error messed
end: delete remove archive cancel drop erase wipe purge scrap kill bin discard retire close shut stop end abort trash
  revoke withdraw shelve nix axe dissolve disband clear rid obsolete discontinue
for-good: delete erase wipe purge permanently destroy trash
cancel: cancel abort scrap nix call-off off stop revoke withdraw never-mind kill drop
back: restore reactivate unarchive un-archive reopen revive reinstate back again resume undo unreject reactivated
  return returned
forward: move advance progress push bump promote send forward proceed next through progres passed cleared made level
  ahead further shortlist
no: reject decline turn pass disqualify dismiss regret no not rejected declined unsuccessful unfortunately down knock
  weed wont didn't won't unqualified release absagen ablehnen refuser rechazar against voted
gone: withdrew withdraw dropped pulled ghosted unresponsive cold interested elsewhere
yes: yes accepted signed accept sign took joining signature
hire: hired hire joined starts
move-to: move transfer shift relocate switch swap reassign redirect across belongs under another different instead
plan: schedule book arrange organize vereinbaren planen planifier programar organise plan invite sched slot calendar
  diary set-up meet
resched: reschedule postpone push delay move shift rebook later earlier instead another swap substitute
chase: ask request ping chase nudge remind solicit get have let
give: assign give grant share credit allow let access visibility
take: take remove drop unassign revoke off out kick longer
more: increase raise bump up more higher lift extra improve sweeten match counter
public: publish unpublish live online offline down post advertise hide public visible
start: start begin launch kick initiate trigger send release activate
prep: prep prepare brief briefing ready guide
pause: pause block exclude skip away off
rename: rename called title retitle name named
score: rate score submit vote
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
