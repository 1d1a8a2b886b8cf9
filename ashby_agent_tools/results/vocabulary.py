"""The words of labels that ask for pay, equal-opportunity or contact data, in five languages.

English, German, Spanish, French and Portuguese.

Entries are separated by commas and written as `labels.fold` writes a label: small letters without accents, words with a
blank between them. `*` at the beginning or end of a word stands for any letters, `|` for a border of a clause, and
`a/b` for one word or the other. `NO_DATA` has what looks like such a label and asks for something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ashby_agent_tools.operations.entity import DataClass

__all__ = ["NO_DATA", "SKILLS", "WORDS"]

_PAY = """
salar*, *salary, salair*, wage/wages, pay, paycheck*, payslip*, paystub*, payscale, compensation*, compensacao,
compensacoes, total/current/expected/base/target/desired/cash/annual comp, comp expectation*/range/package/band, |
comp |, remunera*, ctc, cost to company, ote, lpa, lakh/lakhs, on target earning*, earning/earnings,
you/currently/to/would earn, income, are/get/being/be/been you paid, you paid, get paid,
annual/current/expected/desired/minimum/target base, base expectation*, | base |,
hourly/daily/day/pay/bill/billing/contract/contractor/freelance/consulting/hour/weekly/monthly/expected/desired
rate/rates, current/minimum/your/target/annual/day rate/rates, rate per/expectation*/expected/range, rates expected,
per hour/day/annum, per diem, stipend*, bonus/bonuses, bonus*zahlung, *bonus, commission/commissions,
allowance/allowances, severance, buyout, buy out, incentive/incentives, equity
percentage/grant*/stake/share*/compensation/package/expectation*/award*/option*/value/vesting,
current/expected/desired/unvested/your/stock/total equity, equity refresh*, | equity |, stock option*, stock/share
grant*, rsu, rsus, esop, esops, espp, vsop, unvested, vesting, profit share/sharing, thirteenth month, 13th month, 13
monat*, expected/annual/total/current/desired/salary/benefits package, package
expectation*/souhaite/actuel/annuel/global/salarial, fee expectation*, expected/desired/your/daily/hourly/consulting
fee/fees, how much money, cash component, raise expected, money expectation*, financial expectation*, net/gross
annual/monthly, net/gross per, gross pay, *gehalt*, lohn, lohne, lohns, *lohn, *lohne, lohnvorstellung*,
lohnerwartung*, lohnanspruch*, lohnwunsch*, lohngruppe*, lohnstufe*, lohnhohe, lohnrahmen, lohnband, *vergut*,
*verguet*, *entgelt*, *verdienst*, verdiene, verdienen, *einkommen*, *einkunfte*, *besoldung*, bezuge, *honorar,
*honorare, honorarvorstellung*, honorarsatz, honorarwunsch, stundensatz*, tagessatz*, stundensaetze, monatssatz*,
tagesrate, jahresbrutto*, *brutto*, *netto*, fixum, fixbetrag, fixanteil, variabler anteil, urlaubsgeld,
weihnachtsgeld, *zulage, *zulagen, *zuschlag, *zuschlage, *pramie, *pramien, *praemie*, | provision |, provisionen,
provisionsmodell*, provisionssatz*, provisionszahlung*, provisionsanteil, *gratifikation*, gage, gagen, tantieme*,
aktienoption*, *gewinnbeteiligung*, erfolgsbeteiligung*, mitarbeiterbeteiligung*, unternehmensanteile, sachbezug*,
geldwert*, lohnkosten, finanzielle vorstellung*/erwartung*, sueldo*, sobresueldo*, retribuc*, retributiv*, nomina |,
nomina mensual/anual/neta/bruta/actual, *bruto anual/mensual, bruto/neto al, jornal, tarifa
por/diaria/hora/horaria/diario/pretendida/esperada/freelance/minima/actual/deseada/mensual, bono/bonos,
comision/comisiones, honorario/honorarios, incentivo/incentivos, bonificac*, gratificac*, aguinaldo*, paga extra*,
pagas extra*, renta liquida/bruta/mensual/pretendida/anual/esperada/actual/deseada/neta, expectativa* de renta,
expectativa* economica*, pretension* economica*, pretensiones, pretension* de renta, aspiracion* economica*, ingresos,
ingreso mensual/anual, ingreso* deseado*, paquete retributivo/salarial/economico/total, paquete de
compensacion/retribucion, compensacion, compensaciones, participacion en beneficios, cuanto
gana*/cobra*/percibe*/ganabas, quiere*/espera*/desea*/gustaria ganar/cobrar/percibir, ganas/gana actualmente,
estipendio*, coste empresa, opciones sobre acciones, dietas, viatico*, haberes, asignacion mensual/economica,
pretention*, tjm, tjh, taux horaire/journalier/jour, tarif horaire/journalier/jour/souhaite/freelance/actuel, tarif a
la, primes, prime annuelle/de/variable/sur/mensuelle/exceptionnelle, | prime |, indemnite*, traitement
indiciaire/salarial/mensuel/annuel/brut/de, fixe annuel/mensuel/actuel/brut/souhaite, part variable/fixe, variable
annuel/actuel/souhaite, interessement*, participation aux, combien gagnez/touchez/percevez/gagnes/voulez, gagnez vous,
vous gagner/gagnez, honoraire/honoraires, revenu/revenus, cachet/cachets, appointements, treizieme mois, brut
annuel/mensuel, net mensuel/annuel, attentes financieres, niveau de remuneration, avantages en nature, actions
gratuites, bspce, bons de souscription, solde de tout, cout employeur, ordenado
liquido/bruto/base/actual/atual/mensal/pretendido/minimo/anual/desejado, | ordenado |, ordenados, vencimento
base/bruto/liquido/mensal/atual/actual/pretendido/anual, vencimentos, | vencimento |, valor
hora/por/da/dia/pretendido/diaria, valor mensal/anual, subsidio de/alimentacao/refeicao, comissao, comissoes, premio
de/anual/mensal, bonus, remunerac*, holerite*, contracheque*, renda mensal/atual/pretendida/bruta/liquida/anual,
rendimento/rendimentos, pretensao, pretensoes, expectativa financeira, quanto ganha*/recebe*/voce,
quer/pretende/gostaria/espera ganhar/receber, de ganhar/receber, participacao nos lucros, plr, ppr, pacote
salarial/de, bolsa auxilio, custo empresa, vale refeicao/alimentacao, opcoes de acoes, decimo terceiro, 13 salario,
faixa de remuneracao, ajuda de custo, comp, comps, sign on, in hand, | take home |,
expected/current/net/monthly/desired/annual take home, take home pay/salary/amount/per, hrly, be paid, to be paid,
acceptable/min/minimum/offered/proposed/last/present/compensation/pay package, package expected/offered/currently,
overtime/asking/preferred/minimum/min/max/maximum/hrly/usual/w2/c2c/1099/ir35/umbrella/market rate/rates, | rate |, |
rates |, hourly |, hourly expectation*, | gross |, gross p, net p, options granted/held/vested/outstanding/awarded,
vested, restricted stock*, stock unit*, phantom share*/stock*/equity, carried interest, shares held/granted/owned,
currently make/making, you making, much do/did/will/would you make, much make, like/want/hope/expect/hoping/looking to
make, relocation budget/package/assistance/allowance/stipend, offer amount, amount offered/requested/expected/desired,
desired/expected/offered amount, last/expected/annual/percent/percentage increment/raise/hike, hike expected/percent*,
increment expected/percent*, current/expected fixed/variable, fixed/variable component*/part/portion/share,
current/expected/desired/existing benefits, pension contribution*/match*, 401k, payment expectation*/range,
expected/desired payment, sonderzahlung*, *bezahlung, bezahlungs*, boni, abfindung*, eingruppierung*, tarifgruppe*,
tarifstufe*, tariflohn*, *lohn*vorstellung*, finanzielle* rahmen/wunsch*, verdienst, verdient, verdienstes, saldo
salarial, sba, rba, prima |, prima anual/vacacional/salarial, primas |, paga |, | tarifa |,
precio/valor/euros/eur/dolares por hora/dia, precio hora, reparto de utilidades, vales de despensa, prestaciones |,
prestaciones actuales/superiores, monto ofrecido/esperado/deseado/mensual/actual/anual, beneficios actuales/atuais,
finiquito, soldada, combien souhaitez/aimeriez/esperez/demandez/etes/gagnes/veux, souhaitez/aimeriez/voulez/esperez
gagner/toucher/percevoir, vous toucher/percevoir, 13e/13eme mois, smic, | tarif |, | tarifs |, montant
souhaite/annuel/brut/mensuel, fixe et variable, fixe | variable, avantages sociaux/actuels, paie |, ganhos,
subsidio/subsidios, premios |, abono/abonos, pro labore, proventos, adicional noturno/de, diarias |, quanto
deseja/gostaria/espera/pretende/voce, posted/advertised/listed/stated/expected/desired range, range
acceptable/okay/ok, range work/works for, total reward/rewards, reward/rewards expectation*/package, bonus*, satz
pro/je/in, package you/that, offered/proposed/starting base, provision pro/je/von, equity mix, cash | equity, cash
equity, remu, plus de transporte/transporte/convenio/nocturnidad, plus salarial, ultimo/seu/meu/qual ordenado,
ordenado atual
"""

_EEO = """
gender*, sex, sexe, sexo, sexes, sexuelle, *sexual*, sexuell*, *geschlecht*, genero |, su/tu/seu/o/el genero, genero
con/com/ou/o, de genero, genero e/y, genero feminino/masculino/femenino, genre |, votre/ton/le genre, de genre, genre
ou/et/auquel, transgender*, transsexual*, trans, nonbinary, non binary/binaire, no binari*, nao binari*, nichtbinar*,
nicht binar*, cis, cisgender*, intersex*, intergeschlecht*, queer, gay, lesbian*, lesbisch, schwul, bisexual*, lgb*,
lgt*, two spirit, male or/female, female, mannlich*, weiblich*, hombre o/mujer, homme ou/femme, homem ou/mulher,
feminino, masculino, femenino, feminin, masculin, pronoun*, pronom*, pronombre*, she her, they them, anrede, civilite,
salutation, madame monsieur, race, races, racial*, raciaux, raza*, raca*, rasse, rassisch*, raciale*, ethn*, *ethni*,
etni*, hispanic*, hispano*, latino/latina/latinx, latin origin, african american*, afro*, asian, caucasian*, native
american*, pacific islander*, aboriginal*, torres strait, first nations, indigen*, metis, maori, caste*, casta, tribe,
tribal, skin color/colour, hautfarbe*, couleur de peau, color de piel, cor da/de pele, sua cor, cor ou/e/raca, | cor
|, raca cor, negro/negra/pardo/parda, quilombola*, cigano*, gitano*, romani, minorit*, underrepresented, under
represented, black or, people of color/colour, person of color/colour, bipoc, bame, poc, *migrationshintergrund*,
migrant*, immigrant*, inmigrante*, refugee*, fluchtling*, refugiad*, refugie*, *nationalit*, nacionalidad*,
*staatsangehorig*, *staatsburger*, national origin, *herkunftsland*, nationale herkunft, soziale herkunft,
country/land of/der origin/herkunft, pays/pais d/de origine/origen/origem, origine nationale/sociale/geographique,
origen nacional/social, origem nacional/social, citizen/citizens/citizenship*, ciudadan*, cidadan*, citoyen*,
burgerschaft, heimatland, passport country/nationality, visible minority, birth, birthdate, birthday, birthplace,
birthyear, dob, born, geburt*, geboren, fecha/lugar/pais/ano/ciudad de nac, nacimiento, naissance, nascimento,
naturalidade, nascid*, nacido*, ne/nee en/le, age, ages, aged, years of age, over/under 18, 18 or/years, alter,
lebensalter, alters, *altersgruppe*, altersangabe, edad, idade, how old, wie alt, jahre alt, quel age, cuantos anos
tiene*/cumple*, quantos anos voce/tem, anos voce tem, faixa etaria, etaria, etario, volljahrig*, minderjahrig*, mayor
de edad, majeur*, maior de idade, age*gruppe, generationszugehorigkeit, marital*, married, civil status/partnership,
marriage, *familienstand*, zivilstand, personenstand, verheiratet*, ledig, estado/etat civil, situation
familiale/maritale/matrimoniale, situation de famille, matrimonial*, casad*, solter*, solteir*, divorc*, verwitwet,
geschieden, widow*, spouse*, relationship/partnership status, conyuge*, conjoint*, conjuge*, ehepartner*, domestic
partner*, situacion familiar, situacao familiar, statut marital/matrimonial, number/any/have/young/your/of/with
children, | children |, have kids, any kids, have any children, number of/any kids, dependent children, dependents,
dependants, anzahl der/ihrer kinder, anzahl kinder, sie/du kinder, *kinderzahl, kinder |, hijo/hijos/hijas,
enfant/enfants, filho/filhos/filhas, cargas familiares, personnes a charge, dependientes, dependentes, caregiver*,
carer, carers, caring responsib*, care responsib*, parental status, parent of/or, a parent, single parent, working
parent, parenthood, alleinerziehend*, eltern, elternteil, *pflegeverantwortung, cuidador*, cuidados a, proche*
aidant*, aidant*, pregnan*, schwanger*, embaraz*, enceinte*, gravid*, grossesse*, maternity, paternity, maternidad*,
maternite, mutterschutz, elternzeit, lactanc*, breastfeed*, kinderwunsch, familienplanung, family planning, religi*,
*religion*, faith, belief, beliefs, creed, konfession*, *konfession, kirche, kirchen*, kirchlich*, weltanschau*,
glaube, glaubens*, glaubig*, croyance*, conviction/convictions, creencia*, crenca/crencas, culto, political*
opinion*/affiliation*/view*/party/belief*/opinions, politische*, opinion* politica*/politique*, afiliacion
politica/sindical, filiacao politica/partidaria/sindical, affiliation politique, trade union*, labor/labour union*,
union member*/affiliation/membership, *gewerkschaft*, syndical*, syndicat/syndicats, syndique*, sindical*, sindicato*,
parteizugehorigkeit, parteimitglied*, veteran*, veterano*, military service/status/spouse/duty/veteran/member*, armed
forces, reservist*, national guard, service member*, service militaire/national, servicio/servico/situacion/situacao
militar, *wehrdienst*, zivildienst, bundeswehr*, soldat*, ancien* combattant*, ancien* militaire*, reservista*,
combatiente*, combatente*, disability, disabilities, disabled, *behinder*, discapac*, minusvali*, handicap*,
incapacidad*, incapacidade*, deficienc*, deficiente*, pcd, pcds, pwd, rqth, oeth, gdb, mdph, *erwerbsminder*,
*merkzeichen*, invalidit*, invalidez, impairment*, impaired, chronic*, chronisch*, cronica, cronico, long term
health/illness/condition/sickness, health condition*/status/issue*/problem*/history/information/concerns, your health,
medical condition*/history/need*/information/issue*, mental health, neurodiver*, neuroatypi*, neuroatip*, neurologic*,
autis*, adhd, tdah, adhs, dyslex*, dislex*, legasthen*, deaf, hearing loss, wheelchair*, rollstuhl*, blind, gehorlos*,
sordo*, surd*, silla de ruedas, cadeirante*, fauteuil roulant, gesundheitszustand*, gesundheitlich*, gesundheitsdaten,
*krankheit*, *erkrank*, enfermedad*, maladie*, doenca*, etat de sante, estado de salud/saude, condicion* medica*,
condicion* de salud, condicao/condicoes de saude, condicao/condicoes medica*, problemas de salud/saude, probleme* de
sante, accommodation*, accomodation*, accommodate you, reasonable adjust*, adjustments, need/any/require/interview
adjustment*, special need*/assistance/requirement*/arrangement*, accessibility need*/requirement*/support/request*,
access needs/requirements, additional support, *nachteilsausgleich*, vorkehrung*, besondere* bedurfnis*, besonderen
bedarf, barrierefreien, barrierefreier, benotigen sie unterstutzung/hilfe/anpassung*/barrierefrei*,
amenagement/amenagements, accommodement*, besoins specifiques/particuliers, ajuste/ajustes razonable*, ajuste/ajustes
razoavel/razoaveis, adaptaciones, adaptacoes, necesita* adaptac*, acomodac*, acomodo*, necesidades
especiales/especificas, necessidades especiais/especificas, recurso/recursos de acessibilidade, accesibilidad
necesaria, gleichstellung*, *gleichgestellt*, chancengleichheit*, equal opportunit*, equal employment, equality
monitoring, eeo, eeoc, eeo1, ofccp, affirmative action, igualdad de oportunidades, igualdade de oportunidades, egalite
des chances, self ident*, self id, identify as/with/yourself, describe your identity, do you identify, identifica*
como/con/com, se identifica*, vous identifie*, identifiez vous, identifizier* sie, selbstidentifi*, selbstauskunft,
autoidentif*, auto identif*, autodeclarac*, auto declarac*, autodeclarad*, demographic*, demografisch*, demografic*,
demograp*, diversity survey/monitoring/form/data/questionnaire/information/categor*/group/status/background, |
diversity |, diversitatsmerkmal*, cota/cotas racial/racia*/para/pcd, vaga/vagas afirmativa*, socio economic,
socioeconom*, soziookonom*, sozial* herkunft, first generation, free school meals, parental occupation, social class,
social background, genetic*, genetisch*, blood type, blutgruppe, grupo sanguineo, tipo sanguineo, groupe sanguin,
pueblo originario, pueblos originarios, grupo etareo, victima/victimas del, nombre/nome social, deadname, first in
family/my/your/the, parents attend*/education/degree/occupation, your parents, over/under/above/below
16/21/30/35/40/50/55/60/65, | jahrgang |, geb, gebdatum, gebjahr, geb datum/dat/jahr/ort, jahrgang |, maiden name,
jeune fille, mr | ms/mrs, ms/mrs | mr, mr/ms/mrs mrs/ms/mr/mx, herr | frau, frau | herr, herr/frau frau/herr, sr |
sra, senor/senora o/senora, sr/sra sra/sr, senhor/senhora ou, m | mme, vaccin*, impfstatus*, impfung*, geimpft*,
vacun*, vacina*, allerg*, alergi*, medication*, hiv, care leaver*, care experienced, traveller community, gypsy, roma
|, arbeitsunfahig*, krankheitstage, krankentage, schwerbehind*, baja medica, licencia medica, licenca medica, laudo
medico, atestado medico, certificado medico, years old, anos de edad/idade, ans revolus, annee de naissance,
adjustments/support during/for interview/the/your, hilfsmittel, assistive technolog*, height and/weight, gewicht |,
ancestry, heritage, abstammung, ascendencia, ascendance, descent, descendant, afrodescend*, kinship, hautton, skin
tone, immigration background/status/history, que/qual/cual genero, nasc, nac |, homme femme, hombre mujer, homem
mulher, mann frau, male female, long standing, illness*, sickness, diagnosed, bekenntnis*, homme | femme, femme |
homme, hombre | mujer, homem | mulher, | marie, mariee*, celibataire*, pacse*, concubin*, unmarried, engaged to be
"""

_CONTACT = """
email/emails, e mail/mails, *mailadresse*, *emailadress*, mail |, mail address*, your mail, mail id, email* address*,
*email, correo/correos, courriel/courriels, mel |, correio eletronico/electronico, mail perso*/pro*, mail privat*,
adresse mail/electronique, mailto, phone/phones, phonenumber, telephone/telephones, telefon, telefone/telefones,
telefono/telefonos, telefonnummer*, telefonnr, telefonkontakt, *telefon, *telefonnummer*, tel, tlf, tfno, tfn, fon,
fono, handy, handynummer*, handynr, mobilnummer*, mobilfunk*, mobiltelefon*, mobilnr, mobil |, mobil privat/nummer,
mobile |, mobile number/no/phone/tel, mobile phone*, mobile contact, mobile privat*, cell |, cell phone/number/no,
cellphone*, cellular, celular*, movil |, movil personal/o, numero de/del
movil/portable/telefono/telephone/telefone/celular/telemovel/contacto/contato, numero movil, telemovel*, telemoveis,
portable |, portable personnel/perso/pro*, fixe |, rufnummer*, *rufnummer, festnetz*, fax, faxnummer, telefax,
landline*, whatsapp*, telegram, wechat, skype*, viber, discord, zalo, line id, facetime, imessage, signal number,
snapchat, teams id, linkedin*, linked in, github*, gitlab*, xing*, twitter*, facebook*, instagram*, tiktok, behance,
dribbble, kaggle, stackoverflow, stack overflow, x handle, mastodon, bluesky, threads profile, orcid, social media
profile*/handle*/link*/account*, social profile*, social link*, redes sociales/sociais, perfil* social*, perfil
de/do/no/en linkedin, reseaux sociaux, soziale* netzwerk*, social handle*, website |, your/personal/own website*,
website url/link/address, web site |, homepage |, personal page/site/url/blog, portfolio url/link/website/site, blog
url, webseite |, eigene website/webseite, site web |, site web/internet perso*, site internet, page web perso*, pagina
web, pagina pessoal, sitio web, site pessoal/pessoais, url |, profile url/link, profil url/link, address, ip address*,
*adresse, *adressen, adresszusatz, adressdaten, adresszeile, *anschrift, *anschriften, street/streets, strasse,
strassen, strassenname, hausnummer*, hausnr, house number*, apartment number, zip, zipcode*, postal, postal*code,
postcode*, post code, plz, postleitzahl*, postfach, po box, code postal, codigo postal, codigo* postal*, cep, cp |,
eircode, pincode, pin code, wohnort, wohnsitz*, wohnhaft, wohnen sie, domicile, domicilio*, endereco/enderecos,
morada/moradas, residencia |, lugar/lieu/place/local/ciudad/cidade/ville de/of residencia/residence, residence |,
residential, where do you live, where you live, hometown, donde vive*, ou habitez*, onde mora*, habitez vous,
direccion |, direccion
postal/particular/actual/completa/fiscal/electronica/personal/domicilio/ip/permanente/residencial/o, direccion de/del
correo/residencia/domicilio/casa/email/e/contacto/envio, calle/calles, rue, rua, avenue, avenida, logradouro, bairro,
colonia |, numero de rue, codigo de area, area code, country code, ddd, coordonnees, kontaktdaten*, kontaktinfo*,
kontaktadresse*, kontaktmoglich*, kontaktnummer*, kontaktangaben, kontakt |, private/personliche kontakt*, contact
detail*/information/info/number*/no/data/email*/phone*/address*/method*/you/preference*/e/telephone/mobile, | contact
|, | contacts |, preferred contact, method of contact, emergency contact*, notfallkontakt*, notfallnummer*, im
notfall, contacto/contato/contacts/contact/contactos/contatos de/d/em emergencia/urgence, en caso de emergencia, em
caso de emergencia, cas d urgence, datos/dados/informacion/informacao/informacoes de contacto/contato, datos
personales de, telefono/telefone de/para contacto/contato, | contacto |, | contato |, contact you, reach you, get in
touch with you, call you, get hold of, next of kin, sie/dich/euch erreichen, erreichbar unter, unter welcher nummer,
erreichbarkeit, personne a contacter/prevenir, vous contacter/joindre/rappeler, te contacter/joindre, contactarl*,
contactarte, contactar con usted, contactar contigo, ponernos en contacto, localizarl*, contata lo/la, contatar
voce/o, contacta lo/la, falar com voce, contato com voce, contacto consigo, contatos,
best/other/alternative/daytime/office/home number, work number, number to reach/call, number we can, numero fixo,
numero de fax, geschaftlich tel*, home/office phone*, work phone*, video call id, messenger*, submitterip, calendly*,
booking link, meeting link, telef, telf, telnr, cel |, cel no/num*/nr, tlm, tlmv, tlmvl, natel, gsm, whats, wpp, zap
|, insta |, ig handle, ph no/number/nr, ph |, mob |, mob no/number/nr, mobile nr, courrier electronique, gmail, boite
postale, | contactos |, | contatos |, podemos contactar*/llamar*/localizar*/ubicar*/falar/ligar/contatar*, vous
appeler, sie/dich/euch anrufen/kontaktieren/anschreiben, kontaktieren wir, kontaktieren durfen, how to reach, where to
reach, number for, phone/tel nr, ubicacion exacta, dom |, numero |, your/my number, dein* nummer, ihre nummer, number
on, codigo/code zip, address*line*, apt, apartment, unit number, no de telephone, n de telephone/tel/portable, tel
perso*, messaging app, mobil nr, cp y/e/et, contacto/contato telefonico, numero para/de/do contato/contacto, |
addresses |, email/home/mail/mailing/postal/previous/all/your/ip/current/personal addresses, reachable, erreichbar,
joignable*, localizable, contactavel, contactable at/on
"""

WORDS: Mapping[DataClass, str] = MappingProxyType({"pay": _PAY, "eeo": _EEO, "contact": _CONTACT})

SKILLS = """
experience*, expertise, knowledge, skill/skills, proficien*, familiarity, competenc*, understanding, awareness,
training, certification*, mastery, *erfahrung*,
kenntnis, *fachkenntnis, *grundkenntnis, *kenntnisse, *kenntnissen, *fahigkeit, *fahigkeiten,
*kompetenz*, experiencia*, conocimiento*, habilidad*, formacion, connaissance*, competence*, maitrise, formation,
conhecimento*, habilidade*, formacao, aptid*, know how, verstandnis, schulung*, weiterbildung*
"""

NO_DATA = """
race condition*/car/cars/day/track/strategy/engineer*, arms race, equity research/capital/trading/analyst/analysis,
private equity, health/racial/social/brand/home equity, equity and inclusion, diversity equity, equity diversity, sex
education, sexual harassment/assault/misconduct, email/emails
marketing/campaign*/deliverability/support/template*/automation/etiquette/communication*/design/copywriting/response*/writing/tone/provider*/client/clients/system*/security/gateway,
e mail marketing/kampagne*/support/automation/campaign*/security/system*/deliverability, marketing por/par/per/via/de
correo/e/email, correo electronico marketing, mobile
development/app/apps/first/developer*/engineer*/design/platform*/testing/web/game*/sdk/device*/product/strategy/banking/commerce/gaming/payment*/application*/friendly,
mobile application*, desarrollo/developpement/desenvolvimento movil/mobile, aplicaciones moviles, mobil arbeit*,
mobiles arbeiten, package manager*/management/design, contact
person*/center*/centre*/tracing/lens*/management/at/with, contact de/du client/recruteur, personne de contact, persona
de contacto, pessoa de contato/contacto, client contact, customer contact, kundenkontakt*, *ansprechpartner*, contact
frequency, contact with customer*, first contact resolution, call center*/centre*, gender
neutral/studies/equality/pay/balance/mainstreaming/lens/parity/equity/diversity/inclusive, geschlechterneutral*,
geschlechtsneutral*, geschlechtergerecht*, geschlechterforschung, gender gerecht, genero
literario/musical/cinemat*/de, genero textual, violencia de genero, igualdad de genero, perspectiva de genero,
estudios de genero, igualdade de genero, genre de/litteraire/musical/cinemat*,
interest/conversion/churn/click/response/growth/error/success/retention/frame/tax/exchange/bit/heart/sampling
rate/rates, phone screen*/interview*/support/sales/system*/manner/call/calls/etiquette/banking, telephone
interview/sales/support/etiquette, telefon interview*, *akquise, telefoninterview*, telefonverkauf*, telefonservice,
telefonmarketing, wage and hour, compensation
planning/team/design/analyst/committee/philosophy/strategy/structure*/consult*/software/tool*/benchmark*/system*/modelling/modeling/and
benefits/specialist/manager, workers compensation, pay attention/per/gap/equity/transparency/off/for/it/with/as, bonus
point*/question*/task*/round*, salary benchmark*/survey*/calculator*, wage theft, gehaltsabrechn*, gehaltsbuchhalt*,
*gehalten, *gehaltene*, gehaltvoll*, lohnabrechn*, lohnbuchhalt*, lohnsteuer*, lohn und gehaltsabrechn*,
unentgeltlich*, vergutungssystem*, vergutungsmanagement, entgeltabrechn*, altersvorsorge*, kirchenmusik*,
versicherungspramie*, risikozuschlag*, vergutungsberat*, pramienberechn*, netzentgelt*, address
the/this/these/all/any/how/your/concern*/problem*/issue*/challenge*/it/them/feedback/customer*/risk*, addressed,
address book, address space*/bar/validation/verification, age of the/a/our/this/that/empires, digital age, coming of
age, old age, aged care, elder care, age verification, legal drinking age, age rating*, trans fat, blind
review/spot*/test*, color blind, double blind, good faith, faith in, belief in, citizen
developer*/science/data/services, senior citizens, corporate citizen*, digital citizen*, good citizen*, birth
certificate processing, asian market*/cuisine/languages, asian region, female hygiene, primes d assurance, prime d
assurance, prime minister, gestion des primes, nombre de salaries, salaries encadres/manages/geres, ordinateur
portable, portables informatiques, gestion de la paie, traitement de donnees/texte*/la/signal/l/commande*, traitement
des, folha de pagamento, recibos de nomina, renda variavel/fixa, renta variable/fija, direccion de
equipo*/proyecto*/empresa*/obra*/arte/ventas/personas/operaciones, premio de literatura/jornalismo/inovacao, rue de,
comissao organizadora/europeia/de, comision europea/organizadora/de, commission europeenne, european commission,
commissioning, indemnite de rupture, participation aux reunion*/projet*/salon*/evenement*/entretien*, military grade,
veteran team, veteran developer, income statement*/tax, low income, passive income, net income, income inequality,
earnings call*, earnings report*, earn trust, to earn trust, base salary survey, stock market, fee structure*, fees
earned, rates of, incentive design, data rates, allowance for, travel allowance policy, sales commission software,
github action*, github flow, github copilot, linkedin recruiter/ads/sales/learning/sourcing, facebook ads, instagram
ads, twitter ads, discord bot*, whatsapp business/api, social media market*/manage*/strateg*/content, website
development/design/builder*/traffic, web site design, rua de, hearing loss prevention, mental health
first/nurse/service*/awareness/counsel*/worker*/professional*, disability
law/insurance/service*/claims/support/advoc*, disability inclusion, religious education, religious studies, genetic
engineer*/algorithm*/test*/sequenc*/counsel*, genetics, genetic programming, child care, childcare, kinderbetreuung,
chronic care, refugee law/support, accommodation booking*/industry/sector/manager, travel accommodation,
*krankheitsbild*, soldatenversorgung, politische bildung, politische* kommunikation, politische arbeit, female
founder*, trans* market, children s book*, citizen engagement, participacion ciudadana, atencion ciudadana, atencion
al ciudadano, servicio al ciudadano, citoyen numerique, minority interest*, minority shareholder*, ethnograph*,
ethnographic*, ethic*, tribal knowledge, pronom* relatifs, anredeformen, syndicated*, negro spiritual*, asian options,
comp sci/science/eng/engineering/bio/biology, workers comp, age of
code*/stack/system*/product*/company/software/data/equipment/fleet/building*, descent algorithm*, gradient descent,
heritage site*/building*/brand*, cultural heritage, in hand with, hand in hand, hands on, take home
test*/assignment*/task*/exercise*/challenge*/project*/exam*/case/submitted/score/review/round/solution/feedback/link,
take home | test/assignment/exercise/challenge/task, benefits realization/realisation, sign on with, net
promoter/new/zero/core/framework/worth/developer*, net | core/framework, dot net, | net | core, vested interest*, unit
test*, roma tomato*, paid ads/media/search/social/marketing, rate limit*/your/the/this/candidate/yourself, allergy
research, vaccine research/development/trial*, apt get, tarif douanier*, tarifa plana, numero de
anos/personas/pessoas/empleados/funcionarios/proyectos/projetos, paga de impuestos, comp table*, subsidio agrario,
comps analysis, equity | inclusion, equity inclusion, equity | diversity, bonus feature*/track/content/level*
"""
