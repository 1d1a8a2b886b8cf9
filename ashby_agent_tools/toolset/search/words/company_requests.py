"""Whole requests as recruiters make them: the organization and its settings."""

WORDS = """
apiKey.info
  what rights has our key; test if we're connected; which scopes; are you connected; what are you allowed to do
  permissions of the token
auditLog.list
  who did this; who moved Ada; what changed last week; who gave Tom admin; who deleted the job; access log
  security asks who saw the offer; show changes; who changed the salary and when; log entries; who viewed
  trace of edits
brand.list
  our brands; which brand names; brands we hire for; subsidiaries
customField.create
  we'd like to store the T-shirt size; new attribute; add property for languages; extra column on candidates
  track clearance in a new field
customField.info
  which options has the field; what can I choose for Level; field type; definition of field
  values of the dropdown Level
customField.list
  what fields are defined; all attributes; list of properties; extra columns; which fields can I set
customField.setValue
  Level is senior for Ada; set Level; put Yes in Relocation; mark the field; change value of Level to senior
  cost center is 12; priority of REQ-9 is high; Ada's clearance is secret; desired salary field 70k; set T-shirt size
  enter value in field; update field; clear the field
customField.setValues
  Level senior and region EU together; set these 3 fields; update many fields; a few attributes at once
  all fields of Ada in one go; both values
customField.updateSelectableValues
  one more option in the dropdown; options should be A, B, C; remove choice from the list; dropdown needs changing
  rename a choice; extend the select
department.archive
  team is gone; we closed the department; delete the team; department was merged away; unit no longer exists
department.create
  we have a new team; add department Legal; set up a unit; form a division; new group under Sales
department.info
  what's above this team; details on department; is the team active
department.list
  which teams; our departments; structure of the company; list of units; org chart; all divisions
department.move
  team goes under Sales; Legal belongs to Finance; reorganise; attach team to another unit; change parent
  Support reports to Ops
department.restore
  department is needed again; bring Legal back; revive the team; undo the archiving of the team
department.update
  team has a new name; Legal is called Legal & Risk now; change the department's name; rename HR
  department goes by another name
feedbackFormDefinition.info
  what's on the form; questions interviewers answer; criteria of the form; show form; form fields; rating scale
feedbackFormDefinition.list
  which forms exist; list of forms; scorecards we can use; feedback forms
hiringTeam.addMember
  Tom runs REQ-9 now; Sue should see the req; Tom is the hiring manager; add Sue to the search
  put a coordinator on REQ-9; assign REQ-9 to Sue; grant Sue access to the job; recruiter of REQ-9 is Sue; share REQ-9
  staff REQ-9 with Sue; make Tom HM; Sue joins the hiring team; invite Tom to the job
hiringTeam.removeMember
  Tom is off REQ-9; Sue no longer recruits for this job; take away Tom's access to REQ-9; unassign Sue
  drop Tom from the search; HM changed, remove old one; Sue shouldn't be on the req any longer
  remove Tom as hiring manager; Tom has left, clean up the team of REQ-9
hiringTeamRole.list
  which roles can people have; list of team roles; id for hiring manager role; possible roles on a job
  roles in the hiring team
location.archive
  office is shut; we left the city; drop the site; location no longer used; close the branch; delete office
location.create
  we're opening an office in Rome; add Rome; new site; set up location; region Nordics, create it; another office
  include Rome as a location
location.info
  where's the office exactly; what's the address; details of Rome; is Rome remote; office info
location.list
  where are we; offices; sites; our cities; in which countries; list places; all regions
location.move
  Rome belongs to South Europe; Rome goes under EMEA; change region; regroup the sites; attach office to region
location.restore
  office reopens; we're back in Rome; undo archiving the office; need the location again; bring the site back
location.updateAddress
  office has a new address; we moved house; street is wrong; correct zip; new postal address
  Rome office is now at Via Roma 1
location.updateExternalName
  applicants should read Rome instead of R1; public label; name on job ads for the office; shown name of the site
  display name; outside name
location.updateName
  call the site Rome; office name is wrong; rename; our own name for the site; R1 should be called Rome; spelled wrong
location.updateWorkplaceType
  Rome is remote; Rome is an office site; hybrid now; people work from home there; mark as on-site; change to remote
  flip to hybrid
report.generate
  start the heavy report; compute report in the background; generate big report; slow report; launch the report
report.synchronous
  numbers please; how long does it take us to hire; show my report; dashboard; how are we doing; stats; time to fill
  conversion; metrics; hires per quarter; which channels work best; report rows; funnel numbers; open saved report
  data for the board; how fast do we hire; analytics
user.info
  who's this user; what access has Tom; is Tom an admin; account details; role of Tom in the system
user.list
  who works with Ashby; all users; list of recruiters; admins; people with a login; which hiring managers exist
  team list; who's on the recruiting team
user.search
  find Tom's account; user with email; colleague by mail; id of my colleague; does t@example.com have an account
user.setCustomFieldValue
  set cost center of Tom; field on an employee; a user's attribute; Tom's team field
user.setCustomFieldValues
  several fields of Tom; multiple attributes of an employee; user fields in bulk
version.list
  api versions; which version; is this version current; deprecations; list of versions
webhook.create
  let our server know of hires; call our url on changes; send us events; subscribe; connect Slack
  post new applications to us; event feed to our endpoint; push data to Zapier; ping https://x.example.com when; hook
webhook.delete
  no more events; remove the hook; unsubscribe our server; drop the integration; stop calling our url for good
  delete hook
webhook.info
  is the hook on; where do events go; hook details; check the hook; does the webhook work
webhook.update
  url changed; new secret; switch the hook off; turn the hook on; events should go to another url; pause events
  edit hook; rotate secret
"""
