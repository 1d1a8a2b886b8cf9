"""Recruiters' words: people, places, fields, reports, settings of the organization."""

WORDS = """
apiKey.info
  what may this API key do; which permissions do we have; scopes of the key; which key is in use; am I connected
  test the connection; check access rights of the key; key name; what am I allowed to do; permission check
  integration permissions; which permissions does this key have; is the token valid
auditLog.list
  who changed what; audit log; activity log; who deleted; who edited the job; change history; log of changes
  security log; who gave access; compliance log; who made this change; track changes; admin activity; audit trail
  who touched; permission changes; logins; who moved the candidate; who archived; who rejected the applicant
  who changed the pay; who removed; when was it changed and by whom; who edited the compensation last week
  log of all changes by admin users; need the trail; what happened in the account yesterday; who exported the data
  who published the ad
brand.list
  list brands; which brands do we have; employer brands; company brands; sub-brands; brand ids; all brands
  brands for job ads; company names we hire under; daughter companies; which brand id
customField.create
  create a custom field; new custom field; add a field to candidates; add a property; define a new field
  new dropdown field; extra field on jobs; set up a custom attribute; add a data field; need a field for visa status
  create a dropdown; introduce a field; add a custom field called; we need a field to track
  new attribute on applications
customField.info
  one custom field; show a custom field; options of a custom field; definition of a field; choices of a dropdown
  allowed values of a field; which values can a field have; details of a custom property; type of a field
  dropdown values; look at one field definition; options to choose from in a field; select options
  see the options of a dropdown field; what can be chosen in the dropdown; what type is the field
  what can be picked in the field
customField.list
  list custom fields; which custom fields exist; all extra fields; custom properties; fields we defined
  field definitions; what fields are there on a candidate; custom attributes; available fields; every custom field
  custom field ids
customField.setValue
  set a custom field; fill in a field; change a field of a candidate; set salary expectation field; set visa status
  set a field on a job; fill a custom property; record notice period in the field; update a custom field value
  put a value in a field; set priority of a job; clear a custom field; field of an application; set field of opening
  update attribute; set cost centre of a req; set the field to; fill in notice period on the profile
  tick the checkbox field; set her clearance level; set the priority to P1; change the value of the field
customField.setValues
  set several custom fields; fill in many fields at once; bulk update of custom fields; update multiple custom fields
  set two fields in one go; several properties; many custom values; set multiple attributes of a candidate
  fill all fields; write many fields of a job; expected salary and notice period together; both fields at once
  update these fields at once; fill several custom attributes of a job at once; a bunch of fields in one go
customField.updateSelectableValues
  change options of a dropdown; add an option to a field; edit the choices of a select field; add a choice
  remove an option from a dropdown; new value in the list; picklist values; rename a dropdown option
  add another answer to the select list; update picklist; extend selectable values
  add to the choices of the dropdown field
department.archive
  archive a department; delete a department; close a team; remove a department; team no longer exists; dissolve a team
  shut down a division; retire a department; team was dissolved; get rid of a department; disband the team
  wind down the division
department.create
  create a department; new department; add a team; set up a department; new team in engineering; add a division
  new business unit; create a sub-team; set up a new department called; form a new team
department.info
  show a department; one department; details of a team; parent of a department; which department is this; about a team
  look up a department; read department; is the department archived; code of a department; which team is above this
  department by id
department.list
  list departments; all teams; which departments exist; org structure; divisions; business units; teams we have
  org chart of departments; list of teams; what departments are there; department ids; which teams exist
  teams under a department; what teams are there; org tree; how is the company organized
department.move
  move a department under another; change parent of a team; reorganize; team now belongs to
  put the team under engineering; reparent a department; re-org; team reports to another division; nest department
  make it a top-level department; put the department under another in the org tree; team moves to another division
  roll the team up under
department.restore
  restore a department; bring back a department; unarchive a team; reactivate a department; reopen a team
  undo archiving a department; revive the division; team is back; department archived by mistake
  reinstate a department; open the department again; department needed again; the team is back, un-archive it
department.update
  rename a department; change department name; new name for a team; external name of a department; edit a department
  rename team; department name on the careers page; public name of a department; change how the team is called
  department is called differently now; change label of the team; correct spelling of a department; team renamed
hiringTeam.addMember
  add someone to the hiring team of a job; assign a recruiter to a job; set the hiring manager of a role
  add a coordinator to the req; put a sourcer on the job; make her hiring manager; add interviewer to hiring team
  assign hiring manager; give access to a job; add to the job's hiring team; recruiter for this req; staff the role
  add a colleague to an opening's team; share the job with; give him access to the confidential job
  add as hiring manager on the req; she takes over as recruiter on the role; let him see the req
  make him the hiring manager of the job; put her on the hiring team
hiringTeam.removeMember
  remove someone from the hiring team of a job; take a recruiter off a job; unassign the hiring manager
  remove coordinator from the req; drop from the job's hiring team; revoke access to a job; take sourcer off the role
  remove a member of the opening's team; no longer hiring manager; left the hiring team
  remove somebody from the hiring team; take him off the job's team; unassign a recruiter from the req
  left the company, take him off the hiring team
hiringTeamRole.list
  hiring team roles; which roles exist in a hiring team; roles such as hiring manager, recruiter, coordinator
  list team roles; role titles; role ids for the hiring team; what roles can people have on a job
  kinds of hiring team members; which roles may a hiring team have; id of the hiring manager role; assignable roles
  roles for hiring team members; which roles can be on a hiring team
location.archive
  archive a location; close an office; delete a location; remove an office; office no longer exists; shut an office
  retire a site; close a site; office closed; get rid of a region; we gave up the office; office closed, archive it
location.create
  create a location; new office; add an office; add a city; open a new site; new region; add a country as a region
  set up a remote location; new hub; add a branch; add an office in; we opened an office in; add new office
location.info
  show a location; one location; address of an office; where is the office; details of a site; look up a location
  about an office; read office; time zone or address of a site; is the office remote; location by id
  country of an office; which office is this
location.list
  list locations; all offices; which offices do we have; cities; sites; regions; where are our offices; office list
  countries we hire in; location ids; available locations; where do we have offices; every office
  in which cities are we; what offices do we have
location.move
  move a location to another region; put an office under a region; change region of an office; regroup offices
  office belongs to a region; reparent a location; assign office to region; location hierarchy
  change parent of a location; office now under another region; nest an office; office counts to another region now
  put a city under a region; put an office under another region; location under a different parent
  put Paris under EMEA; move the city under EMEA, APAC, DACH
location.restore
  restore a location; bring back an office; unarchive a location; reopen an office; reactivate an office
  reinstate a site; undo archiving a location; office is open again; office archived by mistake; site is in use again
  make an archived office available; reopen the office; reactivate the site
location.updateAddress
  change an office's address; set the address of a location; office moved; new street address
  correct the address of an office; postal address; update zip code; new building; office has moved
  change street address; we moved to a new street
location.updateExternalName
  change the public name of a location; external name of an office; how candidates see the office
  location name on the careers page; name of office on job board; displayed location name
  what applicants see as location; what the job board shows for the office; public office name
  rename office for candidates only; candidate-facing location name; label on the careers page for a city
  what candidates see as the office name; candidates should see another location name
location.updateName
  rename a location; rename an office; change the name of an office; internal name of location; new name for a site
  fix the spelling of an office; correct location name; office is called differently now; correct the name of a site
  change location title; rename a region; rename a city; rename location NYC to New York
location.updateWorkplaceType
  make an office remote; set a location to hybrid; workplace type of a location; on-site office
  change remote setting of an office; location is hybrid now; office is fully remote; in-office policy of a location
  remote-only location; switch office to hybrid; change an office to on-site; everyone there works from home now
  flag location as remote; make the location hybrid
report.generate
  run a big report; start a report; generate a report; long running report; compute a report; kick off report
  large report; report in the background; run report asynchronously; slow report; build report; queue a report
  start the big yearly report; report that takes a while
report.synchronous
  run a saved report; get a report; report rows; show report data; hiring report; dashboard numbers
  time to fill report; time to hire report; funnel report; recruiting metrics; pull a report; analytics
  conversion rates; pipeline metrics; saved report data; source effectiveness report; diversity report; KPI
  open the report; how is hiring going; offer acceptance report; numbers of the quarter; source of hire report
  hiring velocity; get the data of the dashboard; monthly recruiting report; weekly pipeline report; headcount report
  run my report; stats; average time to hire; how many days to fill a role on average; pass-through rates
  which source gives the best hires; metrics for the board deck
user.info
  show a user; one user; details of a colleague; role of a user; who is this user; user by id; is the user an admin
  access level of a user; look up an employee by id; which permission does a person have; one colleague
  is she an admin; role of a colleague in Ashby; is the account active; who is user
user.list
  list users; all employees; team members in Ashby; who has access; all recruiters; everybody with a login
  list colleagues; interviewers; admins; who uses Ashby; deactivated users; hiring managers; all accounts
  our recruiters; user ids; seats used in Ashby; who are the admins; who are our recruiters; list of hiring managers
  all interviewers in the company; inactive users; people with admin rights; which colleagues have an account
  who has an account; who has a login
user.search
  find a user; find a colleague by email; look up an employee by mail; user id of a colleague; search users
  find a recruiter; find an interviewer; which user has this address; look up a coworker; find my account
  user with mail; find our colleague
user.setCustomFieldValue
  set a custom field of a user; fill in a field of an employee; change an employee's custom property; user attribute
  one custom field on a user; custom field of a colleague; field of an interviewer; value on a user
  set the cost center of an employee; record a value on a recruiter; custom field of a person in our company
  set field on employee
user.setCustomFieldValues
  set several custom fields of a user; fill in many fields of an employee; update multiple custom fields of a user
  user attributes in bulk; several values on a colleague at once; set two fields of a colleague
  update several employee fields; cost center and level of a user; fill all custom fields of an employee
  many values on a recruiter
version.list
  API versions; which version of the API; Ashby API version; list versions; deprecated API versions; dated API versions
  version status; is the API version still supported; is our API version old; supported API versions
  newest API version; when does the API version end; which dates do versions have
webhook.create
  create a webhook; send events to a url; notify our system when a candidate is hired; set up a webhook
  subscribe to events; new webhook; push notifications to our server; call our endpoint when
  notify Slack on stage changes; integrate with Zapier; event subscription; tell our server about new applications
  POST to this url whenever; ping our service when somebody is hired; notify our Slack service when
webhook.delete
  delete a webhook; remove a webhook; unsubscribe from events; stop sending events; turn off a webhook for good
  drop the event subscription; kill the webhook; remove integration endpoint; get rid of the integration webhook
  no longer notify our server; drop a webhook setting; cancel event subscription
webhook.info
  show a webhook; webhook details; is the webhook enabled; which url does the webhook call; webhook status; one webhook
  check a webhook; where does the webhook point; details of an event subscription; what does the webhook send
  is our webhook on; status of the event push; is the webhook still enabled
webhook.update
  change a webhook; change webhook url; disable a webhook; enable a webhook; rotate webhook secret; new secret token
  pause a webhook; switch off a webhook; point the webhook to another address; webhook endpoint moved
  turn webhook back on; edit webhook; receiving url changed; our endpoint has a new address; new url for the event push
  turn webhook off for now
"""
