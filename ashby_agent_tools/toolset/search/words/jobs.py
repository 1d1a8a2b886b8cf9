"""Recruiters' words: jobs, openings, postings, job boards and templates."""

WORDS = """
closeReason.list
  reasons for closing a job; close reasons; why jobs are closed; reasons to close a req; reasons for closing an opening
  job closing reasons; possible reasons for closing headcount; why was a role cancelled; list close reasons
  close reason ids; hired, cancelled, frozen: which reasons; reason codes for closing a requisition
  which reasons can I give when I close a job; options for closing a vacancy
job.create
  create a job; new role; open a new req; new requisition; set up a position; add a vacancy; draft a job; make a job
  create a position; start hiring for a new role; we need to hire a; raise a requisition; new job draft
  kick off a role; set up a search; open a req for a; open a new position for; create a job from a template
  spin up a new role; we are looking for a new; start a new search; new vacancy; start recruiting for a; add a job
  we want to hire two
job.info
  show a job; job details; who is the hiring manager; who is the recruiter on this job; hiring team of a job
  status of a job; which department is the job in; is the role still open; one job; read the req
  tell me about the role; salary range of a job; location of a job; pay range; pay band; compensation of a role
  who owns the req; who works on this role; about a position; requisition details; who runs this search
  who is the recruiter for; is this job still open; which team is hiring; what is the pay band; when was the job opened
  who is the hiring manager of this job; who is on the hiring team of this job; who recruits for this job; open the job
  who is the hiring manager on this role; what is the budget for this role; whose req is this
  what does the position pay; details of the role
job.list
  list jobs; open jobs; open roles; all reqs; open requisitions; open positions; what are we hiring for
  which roles are open; closed jobs; jobs opened this month; draft jobs; archived jobs; how many open roles; vacancies
  current searches; roles filled last quarter; jobs we closed; every position; live reqs; active roles
  what roles are we hiring for; all open reqs; my reqs; my jobs; which positions were closed; current vacancies
  list of positions; roles we recruit for; how many jobs are open; which vacancies do we have
  what are we recruiting for; all jobs in engineering; unfilled roles
job.search
  find a job; find a role by title; search jobs; look up a req by number; requisition id; job called
  find the position named; is there a role for; look for a job; req number; which job has requisition id; job by title
  do we have a role called; find the job called; find a job with this title; find the engineer job
  look up the requisition; search for the vacancy; what is the id of the job; find req; which req is number
  is there a req for a; job with the number; find the vacancy for
job.setStatus
  open a job; close a job; close the req; reopen a job; put a role live; role is filled; archive a job
  stop hiring for a role; cancel a requisition; job is on hold; freeze a role; set job to draft; start hiring
  pause a role; close position; activate the role; kill the req; shut down a search; un-archive a job; back to draft
  job filled; put the req on hold; close the job, we filled it; close out a requisition; reopen the vacancy
  position has been filled; put the req on ice; set the job live; we are no longer hiring for; close the search
  stop recruiting for the role; hiring freeze on this role; open the draft job; change status of a job
  resume hiring for the role; cancel the req, budget is gone
job.update
  rename a job; change a job's title; change department of a job; change location of a job
  move the job to another team; set requisition id; edit a job; update a role; change default interview plan of a job
  correct the req number; change job details; new title for the role; update the position; assign a req number
  retitle the job; change the team of the job; change the req id; job should be in another department
  give the role a new title; use another interview plan for the job; employment type of a job
  move the role to the London office
job.updateCompensation
  change the salary range of a job; set pay range; pay band of a job; update compensation; compensation range
  raise the salary band; salary of the role; edit pay tiers; budget range for the role; set OTE
  set equity range of a job; remove salary range; comp band; increase the budget of a role
  set the salary range for the role; raise the pay band of the job; bump the max of the salary range
  new salary budget for the req; adjust the comp range; lower the pay band
jobBoard.list
  list job boards; careers pages; our career sites; which job boards do we have; internal job board; external job board
  job board ids; career page list; where are jobs published; boards; which job boards are active; boards we post to
jobInterviewPlan.info
  interview process of a job; interview plan of a job; stages of a job; interview loop for a role
  what rounds does the role have; hiring process for a position; which interviews are in the onsite of this job
  stages and activities; what happens in each stage; interview loop; steps of the process; rounds
  what is in the onsite loop; pipeline stages of a role; how do we interview for
  what does the hiring process look like; interviews in each stage; how many rounds for this role
  interview process for the engineer; loop for the designer role; stages of the position
jobPosting.info
  show a posting; job ad text; job description; JD; advert; what does the ad say; posting details
  application form of a posting; questions of a posting; link to the posting; read the job advertisement; one posting
  show me the job ad; what does the job description say; apply link; text of the ad
  questions applicants have to answer; application questions on the ad; copy of the ad; link to apply for the role
  read the JD; what does the application form ask
jobPosting.list
  list postings; published jobs; live ads; all job ads; what is on our careers page; postings on the job board
  unlisted postings; which ads are live; public job list; advertised roles; jobs on the website; open ads
  what is advertised; everything published on our careers site; what do we have published; all jobs on the careers page
  published postings; which adverts are live; what are we advertising; roles visible to candidates; job listings
jobPosting.setCustomFieldValue
  set a custom field of a posting; posting custom property; one custom field on a job ad; fill in a posting field
  value of a posting field; set a field on the ad; change a custom field on a published job; custom field of the advert
  tag an ad with a value; team field of a posting; set the custom field on the posting
jobPosting.setCustomFieldValues
  set several custom fields of a posting; fill in many posting fields; update multiple custom fields of a job ad
  posting attributes in bulk; several values on an ad at once; two fields on the posting
  fill all custom fields of the advert; change many values of the ad; update several posting fields
  a few custom fields on a published job
jobPosting.setStatus
  publish a posting; publish the job ad; take down a posting; unpublish; put the ad online; pull the ad
  remove from careers page; go live; make posting public; take the role off the website; hide the advert; post the job
  advertise the role; put on the careers site; take offline; unlist; stop advertising; remove the job ad; publish a job
  pull our ad offline; ad should disappear from the site; take down the vacancy from the careers page; get the ad live
  post the job on our website; start advertising the position; bring the ad back online; the ad can go live
  take the ad down; make the ad visible; push the ad live; delist the posting; turn the posting into a draft
  stop taking applications; put the posting up
jobPosting.update
  edit the job description; change the ad text; rewrite the JD; change posting title; edit the advert
  update the job ad; mark posting as remote; workplace type of a posting; fix a typo in the job ad
  change confirmation email of a posting; improve the wording of the ad; new text for the posting; hybrid posting
  add benefits to the ad; reword the posting; reword the ad on the careers page; change wording on the careers page
  edit the posting text; spruce up the ad; polish the text of the ad; freshen up the posting
  fix typo in the advert title; reword the job description on the website; add a paragraph to the JD
  change what the ad says; new headline for the ad; requirement missing in the ad; update the JD
jobPosting.updateCompensation
  salary shown on the posting; change pay range in the ad; pay transparency; show salary on the job ad
  hide salary in the ad; compensation on a posting; published salary; advertised salary; pay range on the careers page
  display the salary band; advertised pay; show a different salary range on the ad; other pay range on the posting
  show a salary of 60k on the ad; put the salary range on the advert; salary range candidates see
  remove pay from the ad
jobTemplate.list
  list job templates; which templates for jobs; role templates; req templates; templates to create a job from
  standard job templates; available job templates; blueprint for a role; template for a new req
  what can a new job be made from; predefined jobs; job template ids; which job templates can we start from
opening.addJob
  link an opening to a job; attach a headcount to a job; connect the seat with a req; assign an opening to a role
  let this job fill the seat; add the job to the opening; tie headcount to requisition; put a seat on a req
  use this headcount for a job; hire for this seat through that job; second job for the same headcount
  map req to headcount; count this req against the headcount; hook job up to headcount
  associate the req with the opening
opening.addLocation
  add a location to an opening; allow another office for the seat; opening can also be in that office
  headcount location; one more city for the opening; additional location of a seat; second office for the headcount
  opening is available in one more office; seat may be remote too; candidate for the seat may sit elsewhere
  extend a headcount to another city; allow remote for the opening; this seat can also sit in another city
opening.create
  create an opening; new headcount; add a seat; request headcount; new backfill; open a seat; add a slot
  approved position number; another hire for the team; create a backfill; need two more heads; add an HC
  new vacancy slot; someone left and needs replacing; register headcount; budgeted seat; request a new headcount
  backfill for someone who left; we need a replacement head; he resigned, we need a replacement; headcount request
  additional seat; ask for one more head
opening.info
  show an opening; details of a headcount; target hire date of a seat; target start date; is this a backfill
  one opening; status of a headcount; about a seat; when should the seat be filled; who fills the opening
  opening by id; details on seat; is the headcount approved; what is the state of this opening
opening.list
  list openings; all headcount; open seats; how many seats are open; headcount plan; unfilled positions; seats to fill
  backfills; open headcount; approved headcount; how many heads are left; hiring plan; headcount overview
  remaining seats; list of seats; how many seats do we still have to fill; how much headcount is left
  openings overview; unfilled headcount
opening.removeJob
  unlink an opening from a job; take a job off a headcount; detach the seat from a req; disconnect headcount from job
  job should not fill this seat; remove the job from the opening; separate opening and job
  job no longer hires for the seat; untie req and headcount; wrong job on the opening
  stop hiring through this job for the seat; job should not count against the opening any more
  the req no longer counts against this headcount
opening.removeLocation
  remove a location from an opening; seat is no longer in that city; take an office off a headcount
  drop a city from the opening; delete location of a seat; opening not in this office any more
  seat not in that office any more; fewer offices for the headcount; take away a site from the opening
  location no longer applies to the headcount; strike an office from the seat
  city is no longer an option for that headcount
opening.search
  find an opening; look up a headcount by identifier; opening number; seat id; search openings; position id
  find headcount; find the seat with number; which opening is HC-12; position number; find opening with identifier
  look up the seat
opening.setArchived
  archive an opening; unarchive an opening; bring back a headcount; remove a seat; delete an opening
  restore an opening; retire a headcount; hide an old seat; drop a headcount; get rid of an opening; unarchive a seat
  archive the unfilled seat
opening.setOpeningState
  approve a headcount; close an opening; open a seat; mark opening as filled; set opening state; freeze headcount
  headcount approved; seat is filled; set to approved; cancel a headcount; put seat back to draft; reopen a seat
  close the seat; change status of a headcount; sign off a seat; headcount got approved, mark it; close headcount
opening.update
  change target start date; change target hire date; edit an opening; mark as backfill; change identifier of an opening
  update a headcount; push back the start date of a seat; move seat to another team; opening's employment type
  postpone hire date; rename an opening; describe the seat; seat becomes part-time
  push the target date of the headcount
"""
