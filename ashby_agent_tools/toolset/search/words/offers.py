"""Recruiters' words: offers, approvals, referrals, surveys, sequences, sources, templates."""

WORDS = """
approval.list
  list approvals; who has to approve; pending approvals; approval status; who is blocking the approval
  which approvers are left; approval chain; waiting for sign-off; who approved; approvals for a job
  is the offer approved yet; approval steps; outstanding approvals; requisition approval status
  who still needs to sign off; has finance approved; who signed off; has she signed off yet
  has the approver approved the package yet; still with finance; pending sign-off; who needs to sign the offer
  who still needs to approve this offer; waiting for finance to approve; stuck in approval
  which requisitions wait for approval; where is the approval stuck; what is waiting for approval; who has not approved
approvalDefinition.update
  change the approvers; set approval steps; who must approve an offer; change the approval chain; add an approver
  remove an approver; replace approver; edit approval flow; put the CFO in the approval; skip approval
  reorder approvers; define approval workflow; add finance to the approvers; second approver step
  she should not be an approver on this offer; put her as approver; swap the approver
communicationTemplate.list
  list email templates; message templates; rejection mail templates; which mail templates are there; canned messages
  template for the rejection email; outreach templates; email templates; invitation templates; templates for mails
  standard letters; boilerplate mails; template ids; canned emails I can send; which templates for rejections
  what mail templates do we have; stock emails; ready-made messages
emailSender.list
  which addresses can I send from; sender addresses; from address; email senders; whose mailbox can be used
  send on behalf of; sender list; mail accounts; send as hiring manager; possible senders
  which mailboxes can I send mail from
offer.approve
  approve an offer; sign off an offer; force approve; approve in someone's name; skip approver; override the approval
  push the offer through approval; give green light to the offer; bypass approver; approve on behalf of
  approver is on holiday; sign off on the package; rubber-stamp; force approve the offer; skip the remaining approvers
  approve over the approvers' heads; approver is unreachable, approve
offer.create
  make an offer; create an offer; fill in an offer; draft an offer; extend an offer; write the offer
  prepare an offer with salary; new offer; put together an offer; enter offer details; fill in the offer form
  submit the offer form; prepare compensation package; draw up an offer; offer her the job; give him an offer
  offer with base salary and bonus; send an offer to the candidate; offer of 90k base; draw up the contract
  let's make her an offer
offer.info
  show an offer; offer details; how much did we offer; salary in the offer; versions of an offer
  start date in the offer; terms of the offer; what was offered; offer letter; read the offer; what are we paying
  signing bonus; equity in the offer; base salary offered; one offer; compare offer versions; package
  what is in the offer; what did we offer her; open the offer; latest version of the offer
offer.list
  list offers; open offers; outstanding offers; pending offers; offers out; accepted offers; declined offers
  offer acceptance rate; who has an offer; offers waiting for approval; offers this month; all offers; status of offers
  offers not answered yet; who accepted; who turned down our offer; offers extended; how many offers did we make
  unsigned offers; does the candidate have an offer; which offers are waiting for an answer; did he accept
  has the offer been signed; how many people accepted; offers out right now; did they sign; where do our offers stand
  offers that were declined; which offers are about to expire; has she signed; who declined our offer; offer status
offer.setDecidedAt
  correct the acceptance date; change when the offer was accepted; date of decision; acceptance date is wrong
  declined on another day; set decision date; fix the date on which the offer was signed; when they said yes was wrong
  backdate acceptance; offer decision time; signed on another day, fix the date; accepted on the 3rd, not the 8th
offer.setStatus
  offer accepted; candidate accepted; she accepted the offer; he declined the offer; mark offer as declined
  candidate signed; candidate turned down our offer; rescind an offer; withdraw an offer; cancel an offer; she said yes
  he said no to the offer; took a counter-offer; accepted a counter offer; pull the offer; retract an offer
  candidate declined; set offer outcome; candidate took another job; record acceptance; revoke the offer; reneged
  the offer was accepted; the offer was declined; candidate says no thanks to the offer; candidate backed out
  offer is off; she signed the contract; he said no; they accepted; they signed; candidate took our offer
  candidate turned our offer down; record offer as accepted; mark the offer as accepted; he signed his offer letter
  take back the offer; void the offer; candidate rejected the offer; signed copy is back; got a yes
offer.start
  start a new offer form; begin an offer; get the offer form; open an offer form; blank offer
  what fields does the offer need; offer template; which fields must be filled in an offer; empty offer form
  form for the offer; blank offer form to fill in
offer.startApprovalProcess
  send an offer for approval; submit offer to approvers; get the offer approved; request approval of an offer
  start approval; route the offer to finance; kick off offer approval; ask for sign-off
  put the offer in front of the approvers; submit for approval; launch approval flow; send the offer out for approval
  offer is ready for sign-off, send it to the approvers
offer.update
  change an offer; raise the salary in the offer; new version of an offer; increase the offer; negotiate
  counter the counter-offer; improve the offer; change start date in the offer; edit an offer; revise the offer
  candidate wants more money; sweeten the deal; add a signing bonus; amend the offer; adjust the package; bump the base
  match the counter-offer; more equity; lower the offer; bump the offered salary; raise the offered pay
  change the offered amount; wants five thousand more; wants a higher base; revise the package; new terms
  raise base to 100k on her offer; counter offer: raise base; change the start date in the offer letter
  he negotiated, update the offer; offer letter has a mistake
offerProcess.start
  start an offer process; begin the offer stage; open the offer process for an application; get ready to make an offer
  kick off the offer process; start offer; first step of an offer; initiate offer; start the offer procedure
  we want to hire her, begin with the offer; ready to offer; kick off the offer stage paperwork; offer paperwork
referral.create
  refer a person; submit a referral; employee referral; recommend a friend; refer a friend for a job; add a referral
  my colleague referred someone; make a referral; an employee recommends; internal recommendation; put in a referral
  refer an ex-colleague; submit an employee referral for; my friend would be great for the job, refer her
  I know someone for the role; I want to recommend somebody; former coworker would be a fit, refer
referralForm.info
  referral form; questions in the referral form; fields needed for a referral
  what do I have to fill in to refer someone; show the referral form; employee referral form
  which information does a referral need; what is asked when referring; form for employee referrals
  refer a friend questions; mandatory fields of the referral form; fields for recommendations
  what do I have to fill in for a referral; which fields for a referral; how do I refer someone
sequence.add
  add to a sequence; enroll in a sequence; start outreach; email a prospect; send an outreach campaign; drip campaign
  cold email; reach out to a candidate; sourcing sequence; put in a nurture campaign; contact a passive candidate
  InMail; write to a prospect; add to email campaign; follow-up series; send sourcing mails; mail a candidate
  put a prospect into an outreach sequence; put her into a sequence; enroll a prospect; enrol in the outreach
  add him to the drip; sign her up for the follow-up mails; include in the campaign; sequence this prospect
sequence.cancel
  stop a sequence; stop emailing a candidate; end the outreach; cancel the campaign; unenroll; take out of the sequence
  no more follow-ups; unsubscribe; candidate asked us to stop mailing; halt the drip; remove from sequence
  pull out of outreach; cease mails; opt out; stop the follow-up mails; quit mailing her; she does not want more emails
  stop contacting him
sequence.discard
  delete a sequence draft; discard a draft; throw away the outreach draft; drop an unsent sequence
  remove draft enrollment; scrap the draft; do not send this draft; delete unsent campaign
  outreach not wanted after all, delete draft; bin the draft; cancel before it is sent; clear a drafted sequence
  throw away the unsent drip draft
sequence.info
  show a sequence enrollment; status of the outreach; did the prospect open the mail; which step of the sequence
  one enrollment; sequence of a candidate in detail; read the draft mails of a sequence; preview outreach
  what will the outreach say; preview the draft; next mail in sequence; how far is she in the sequence
sequence.list
  list sequence enrollments; who is in a sequence; outreach in progress; running sequences; who are we emailing
  has the candidate been contacted; active outreach; past outreach; which sequences is the candidate in
  replied in a sequence; campaigns running; prospects in outreach; sequences running; whom did we contact
  is the candidate already in outreach; who replied to our outreach; who is enrolled in outreach; enrolled candidates
  who is enrolled in a sequence; who is in an outreach campaign right now; all enrollments; who gets our drip mails
sequence.start
  start a sequence draft; send the drafted outreach; launch the sequence; begin mailing; start the draft
  release the outreach; go ahead and send the outreach; activate draft campaign; send the draft; set the sequence off
  kick off the drafted outreach; start mailing the drip campaign to him; draft looks good, send it
sequence.updateStage
  edit an outreach mail; change the subject of the mail; personalize the outreach; rewrite the follow-up
  change the text of a sequence mail; customize the email; tweak the second mail; edit the draft's body
  reword the subject line; adjust the mail in the draft; personal touch
  tweak the wording of the follow-up before it goes out
sequenceTemplate.info
  one sequence template; show an outreach template; steps of a sequence template; how many mails in the sequence
  details of a campaign template; who sends the sequence template; timing of follow-ups in template
  how does the sequence look; days between mails; stages of a sequence template; what is in the campaign template
  look at one outreach sequence
sequenceTemplate.list
  list sequence templates; which sequences can I use; outreach templates; campaign templates; available sequences
  sourcing campaigns to choose from; sequences we have; which outreach sequences exist; drip templates
  all sequence templates; which outreach templates exist; what sequences are there
source.list
  list sources; where do candidates come from; source channels; which sources exist; job boards, agencies, referrals
  recruiting channels; source names; candidate sources; agency list; source ids; attribution channels; all channels
  where do applicants come from; list of channels; which agencies do we have; possible sources
sourceTrackingLink.list
  tracking links; source links; custom apply link; campaign link; UTM link; links that credit a source
  trackable job link; tagged url; link for LinkedIn posts; tracked application link; referral link; link attribution
  tracking urls for our ads
surveyFormDefinition.info
  questions of a survey; show a survey form; one survey form; fields of the candidate experience survey
  EEO form questions; diversity survey questions; what do we ask in the survey; survey template details
  survey questionnaire; type of a survey; answers one can choose in a survey; look at the questionnaire
  what is asked in the survey
surveyFormDefinition.list
  list survey forms; which surveys exist; survey templates; candidate experience forms; available surveys
  diversity questionnaires; EEO forms; all survey forms; NPS forms; what surveys do we have
surveyRequest.create
  send a survey; survey link; ask the candidate for feedback on the process; candidate experience survey link
  request candidate NPS; invite to a survey; make a survey link; ask how the process was
  generate a survey for a candidate; create a questionnaire link; CX survey; send a candidate NPS survey
  get a survey url for her
surveyRequest.list
  which surveys were sent; survey requests; open surveys; who was asked to answer a survey; outstanding surveys
  surveys requested; survey invitations; candidates surveyed; who has not answered the survey; survey links
  which candidates were asked for a survey; who did we send a survey to
surveySubmission.create
  record survey answers; enter a survey response; fill in a survey for a candidate; submit a survey
  save candidate's answers; log survey response; answered on paper; enter EEO answers; post survey answers
  complete survey in their name; she gave us her survey answers by phone
surveySubmission.list
  survey results; survey answers; candidate NPS; candidate experience results; what do candidates think of our process
  survey responses; NPS score; answered surveys; diversity survey results; EEO data; candidate satisfaction
  responses to the survey; what did candidates answer in the survey; DEI numbers; feedback from candidates about us
  how do candidates rate our process; what do candidates say about us; how happy are candidates; results of the survey
"""
