/**
 * How common a word stem is in news of technology and business: stories in a thousand that hold it, counted over some
 * 13,000 stories of 2025 and 2026 and rounded into bands. Stems are Porter's. What is missing here is rarer.
 */
export const COMMON_STEMS: readonly (readonly [perMille: number, stems: string])[] = [
  [
    240,
    `
    ai
    `,
  ],
  [
    100,
    `
    announc compani includ trump
    `,
  ],
  [
    60,
    `
    access accord appl best call come deal devic featur game gener googl launch market model openai part plan power
    releas stock tech user work
    `,
  ],
  [
    35,
    `
    accept against amazon anthrop app avail big billion bloomberg bui build busi ceo chang click com consent data
    develop end est even expect final follow framework free fridai help hit home imag inform investor look meta
    million need offer offici open partner peopl platform pm post presid price product recent right run sale secur
    servic share start startup state store test time tool trade transpar word world
    `,
  ],
  [
    20,
    `
    across ad add agent ahead air allow alreadi american android anoth appear around ask bank base becom better
    biggest bill black both bring case ce center chatbot chatgpt china claim close cnbc co code confirm continu
    control cost countri creat current custom cut design detail discount donald dont drop earli earn elon engadget
    event everyth execut experi face fall feder file financ financi find firm former found founder four full fund
    futur gemini give global go good govern group hand head high hous iab industri intellig introduc invest io iphon
    iran isnt issu job keep kei lead life list long major make manag mark mean media microsoft mondai monei move
    musk nation nvidia offic oil old oper order pai perform person phone plai prime pro project provid public push
    put question rais rate real record research return reuter reveal rise risk roll rule samsung save search second
    sell seri sever sign smart social softwar soon sourc star street support system talk team technolog thing think
    thursdai tuesdai turn tv unit updat upgrad verg wall warn wednesdai window york your
    `,
  ],
  [
    12,
    `
    account acquir act action actual administr advanc ag aim america annual answer arriv artifici assist attack
    author awai ban begin behind bet boost brand break built camera capabl capit car challeng charg check chief
    chines chip citi claud commun comput concern connect consid consum content convers court critic daili date debut
    decis deliv demand depart despit differ digit displai doesnt dollar drive due earlier econom edit employe energi
    engin enterpris equiti european expand expert ey famili fan far favorit fed feel fight five fix focus forc gain
    getti giant glass gold great grow growth happen hardwar health hold hour human im impact improv increas india
    initi instead interest intern investig israel iv join journal known lab laptop larg law lawsuit leader learn
    least leav led left legal less let level like limit line littl lot low maker massiv meet mobil name nearli
    network nintendo note number onlin option origin other pair parti pass past pc percent pick place player plu
    point polici polit popular possibl potenti press privat problem process program promis prompt protect publish
    purchas race ralli reach readi remain replac requir respons result retail robot round safeti sam scale screen
    season seek seem seen set shop show someth space spend step stop stori stream strike studio subscrib subscript
    suggest summer surg surpris switch take target tariff techcrunch term tesla theyr third took track train try uk
    ultra unveil upcom us valu venezuela version view wai wait war washington web weekend weve whether white win
    wont worth xai yahoo
    `,
  ],
  [
    8,
    `
    abl accus acquisit activ addit adopt agenc agre agreement airpod alleg almost along altern altman alwai analyst
    angel anyon approach approv arent asset attempt audio autom back bad batteri battl beat believ beta beyond bit
    block blog board bond book boom browser budget california came cancel cant captur card cash caus celebr central
    chat children class clear cloud cnn collect commiss commit compar competit complet confer consol corpor cover
    coverag creator credit death decad defens delai democrat describ didnt direct directli discuss domin doubl
    download driven easi easier economi effect effort electr email emerg enough enter entir era essenti et europ
    everyon exchang exclus expens explain extend fail familiar fast fear fire focu form fresh fuel gadget galaxi
    gear gen grok guardian guid half hard higher hire histori hope host howev huge ic idea import inc infrastructur
    insid instal integr interact internet involv ipo judg jump kick kill land languag largest late later leak light
    lineup link live lo local longer lose loss love lower macbook machin man matter max member memori messag
    militari minut miss mode monitor multipl music netflix never night nuclear often organ own owner page paid
    parent partnership posit predict premium prepar present preview previous privaci produc profit propos pull
    quarter rang reason receiv recommend regul relat remov report reserv revenu review rival role rumor san saturdai
    see select senat send shift short shutterstock signific singl siri site six small smartphon soni sound south
    spacex speak speaker specif speed stage stai statement steam strategi strong struggl studi su success sundai
    super suppli sure task tax texa text thank though thousand threat threaten titl toward trader trailer travel
    trend tri univers usual valuat vehicl ventur voic vs watch websit welcom went worker worri write xbox youll
    youtub youv
    `,
  ],
  [
    5,
    `
    abil acceler accessori actor adapt address advic affect afford airlin airtag allegedli alongsid although amd
    anim anna anyth ap api appar applic ar area argu art asia attent australia auto autonom avoid await award axio
    basic bbc beauti becam began benefit bid blue bluetooth bought breach bro brought bunch buyer campaign canada
    cap care carri catch certain chain chair chanc channel charact chase cheaper child choos cite classic climb club
    cnet coach collabor color combin comment compet competitor complex conduct contain contract cook cool copilot
    core coupl cours creativ crisi crypto cup currenc cyber cybersecur david dead deadlin debt decid declin deep
    defend deliveri desktop di director discov discoveri disnei disrupt distribut document done dozen driver drug
    earbud eas east economist edg electron els enabl enforc engag enhanc entertain episod especi eu ev ex exactli
    exampl excit exist expans explor export extra facebook facil faster feed fell fi field figur fill film finish
    fit flagship flight flood food footbal forb forecast foreign fortun foundat fourth fox franchis francisco friend
    front fulli function ga gave gift given goal gov gpt gpu greenland ground hack hacker handheld handl hasnt
    headlin headphon hear heart heat held highlight hill holidai hot hundr icon id ign immedi immigr impress inch
    incom increasingli independ indi inflat innov instagram institut intel interview ipad iranian item itself japan
    japanes kid kind la labor lai lawmak layoff leadership letter lg linux liquid listen llm locat lock lost lowest
    mac maduro main maintain manufactur map mariella mashabl mass match materi measur medic metal middl mind mine
    minist mission mix modern moment moon morn movi multi nasdaq natur nbc negoti newest non north noth notic ol on
    ongo opportun opt os outlook outsid overhaul pace pack patch paus payment perfect perplex physic pictur pixel
    playstat plenti podcast polic pop practic pre pressur pretti prevent previou probabl profession promot protest
    prove qualiti quick quickli quit rai rank rare rather re read reader realiti red reddit reduc region repres
    republican request respond restrict retir reviv ring road safe saw schedul school scienc secret secretari sector
    self seriou serv seven shape ship shock shoot shot showcas shut side signal silicon silver similar simpl size
    slow soar sold someon sometim spark special spent sport spot spring staff stake stand standard stick student
    style sue suit tablet teas technic tension theme thought ti tier tiktok tip togeth topic total tracker tradit
    transform trial trillion trust ultim understand usag vacuum vallei vibe viral virtual vision visual vote warner
    washenko wasnt wave wealth weapon wearabl weekli weigh weight whole wide winner wire wireless women wrap written
    wrong wrote yield zuckerberg
    `,
  ],
  [
    3,
    `
    abc abov abus achiev admit adult advantag adventur advertis al alarm alert alex alli alon alpha alphabet ambit
    amount analysi anker anniversari anti anticip anymor appeal appli arm arrest articl artist associ asu attornei
    attract austin automat aw babi balanc bankruptci bar bell bigger billionair bitcoin blame bodi boi bomb bonk
    boss bot box brief broader broke broken bubbl buffett bug bull bullish bundl button cabl campbel canadian candid
    capac career carlo cast categori caught cb ceasefir chao charger chart cheap chen chipmak choic chrome clean
    client closer colleg command commerc commerci common compat complaint concept condit confid conflict congress
    construct contact context contribut controversi copi copper copyright corp counti crack crash creation crew
    cross crude damag danger dark dc de debat deck declar dedic deepfak default demonstr deni depend deploi detect
    determin dev diego disclos district ditch dive divis domest door dow draft dramat draw dream drone dub earth
    easili echo editor effici eight either elect embrac encourag enjoi ensur entri environ equip escal estim etf
    evolv excel exec experienc exploit expos express extens extrem fabl fact factori fake favor fee felt fest fine
    flag florida flow fold foldabl ford forward frame franc fraud french friendli frontier ft fun gameplai gamer gap
    gate gather geopolit german gizmodo globe gmail goldman gone gop governor grab grand grant green greg guest
    gurman halt happi harm havent headset healthcar heard heavi hedg hidden highest highli hike hint histor
    hollywood horizon horror huang hub humanoid hype ian identifi ii ill illeg imagin implement impos inbox incid
    index indian indic individu influenc insight inspir invit island isra itll jackson jame john joint jpmorgan juri
    justic keynot kindl king knowledg korea korean label lack laid larger lawrenc lawyer leagu legend legisl lego
    lenovo leverag librari licens lift liter loan london loom ltd luxuri maco macrumor mamdani mario matt mayb mayor
    meant memo mental merger met michael mile mileston miner mini minnesota minor monthli mortgag mostli motor mount
    mytho nasa navig near net newli newslett newsroom newswir nicola nois normal notabl nyc obtain odd older opinion
    optim outag output overview packag panel paper paramount park particip particularli path peac pentagon period
    peter phase piec pitch pivot plant plug plung pois portabl portfolio pose powel prefer probe profil progress
    properti publicli quietli raid ram recal recap recruit refer refin reflect refresh refus regard regim regular
    regulatori reject relationship reli reliabl remak rememb remind remot renew rep reshap resid resolut resourc
    rest restaur resum retro revamp reward rich ride robotaxi rollout room rose roughli roundup rpg rush russia
    satellit scan scene scientist score scott seller semiconductor sen senior sens sensor sent separ sequel server
    session settl settlement setup sexual sharehold shooter shortag shouldnt sit situat skill sleep slide slip slop
    slump smaller smarter snag snap solar solid solut solv song sort spec speech spin split spotifi spotlight spread
    squar st statu steadi steal steel storag storm straight stress structur summit superintellig suprem surfac
    survei surviv suspend sweep tab tag taken takeov talent tap teen televis ten th theater theft themselv thin tim
    tini tom ton touch tour traffic treasuri trick trigger trip true truli truth type typic ukrain uncertainti union
    uniqu unlik upload upon urg usa util varieti variou vc venezuelan verif verifi vice victim victori violat
    virginia visit volatil volum vpn vulner walk walmart want warren water weak wear weather west whose wi wife wild
    wind winter woman wonder workflow workforc worldwid worst writer wwdc xr ye young yourself zdnet
    `,
  ],
  [
    2,
    `
    acknowledg adam adjust advis affair afternoon aggress aid airport algorithm analyz andrew apart appoint approxim
    armi asian attend auction audienc automak awar background backlash bai barron begun behalf behavior benchmark
    blow borrow bose boston brain british broadcast bud burn calendar camp carrier centuri champion chapter chicago
    chri climat clip combat comfort companion complic compon consist count cpu crimin crowd crucial cultur davo
    deeper deepmind defin definit delet demo deploy depth destroi detroit difficult dip disabl disappoint dividend
    doctor dog doj duti dynam ea ecosystem educ elev elig elit england eric establish euro eurogam eventu everywher
    evid exit experiment factor fair fantasi farm fashion fastest festiv fewer flash flaw floor fly fool foot forget
    formal format forum frequent frustrat fundrais gaza gm golden grid guard gui harder hate hell holt household hug
    hunt hurt hybrid ident ignor igor incred infring ink insur intend interfac ipado jensen jim journei kept
    keyboard know kong kri lake lean li livestream load log longtim magic marketplac marketwatch marvel mechan
    mexico michigan micro mid mike mistak momentum morgan mother motion mysteri nativ neo nfl nine op orbit otherwis
    overal pain particular paul pcmag peak perhap permiss phonearena pin planet pleas pledg pocket pokemon politico
    port pr prais preciou premier primari promin prospect purpos queri ramp react realiz redesign rel remark repair
    resolv respect revers revolut robert rock rocket rtx russian sach safeguard sanction scam scroll sea seat sec
    shake shipment shown significantli singapor skip slate slightli smartwatch solo son sora sought specul spike
    spoke spokesperson stack stanlei station steve strateg struck stuff stun submit suck suffer suicid summari
    suppos surprisingli surround surveil suspect sustain taiwan taylor techpowerup tell termin theori theyll thread
    ticket tiprank toi token top tough tout town transfer transit translat treat troubl tune tweak uber ubisoft
    unlock valuabl valv vega videocardz vr wed weird well wors zero zohran
    `,
  ],
];
