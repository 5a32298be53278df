/**
 * Names of publishers as aggregators print them behind a headline. They divide a list of headlines whose lines were run
 * together; a name that is also an ordinary word or a company in the news is left out.
 */
export const PUBLISHERS: readonly string[] = `
9to5Google|9to5Mac|9to5Toys|ABC News|ABC7 Los Angeles|ABC7 New York|ABC7 San Francisco|AFP|Al Jazeera|AL.com|Allrecipes
Android Authority|Android Central|Android Headlines|Android Police|AnandTech|AOL.com|AP News|AppleInsider|Ars Technica
Associated Press|Autoblog|Axios|Barron's|BBC|BBC News|BBC Sport|Benzinga|Billboard|BleepingComputer|Bloomberg
Bloomberg.com|Boston Herald|Boy Genius Report|Business Insider|Business Standard|Business Wire|BusinessWire|BuzzFeed
CBC|CBS News|CBS Sports|Chicago Tribune|CNBC|CNBC TV18|CNET|CNN|CNX Software|CoinDesk|Cointelegraph
ComicBook.com|Cord Cutters News|Creative Bloq|CTV News|Daily Mail|Dark Reading|Deadline|Defense News|Detroit Free Press|Dexerto
Digital Foundry|Digital Trends|Droid Life|DroidLife|DW|Electrek|Endpoints News|Engadget|Entertainment Weekly
ESPN|Eurogamer|Euronews|EventHubs|Fast Company|Fierce Biotech|Fierce Pharma|Financial Post|Financial Times|Forbes
Fortune|Fox Business|Fox News|France 24|FT|Futurism|Game Developer|Game Informer|GamesIndustry.biz|GameSpot|GamesRadar+
GAMINGbible|Gear Patrol|GeekWire|Gematsu|Gizmodo|GlobeNewswire|GSMArena|GSMArena.com|Hackaday|Harvard Business Review
Hindustan Times|Hollywood Reporter|How-To Geek|HuffPost|IGN|Inc.com|InsideEVs|Insider Gaming|Investing.com|Investopedia
Investor's Business Daily|Jalopnik|Kotaku|Krebs on Security|KSL.com|KTVU|Lifehacker|Live Science|Los Angeles Times
MacRumors|MakeUseOf|Mansion Global|MarketWatch|Mashable|Miami Herald|Morning Brew|Morningstar|Motor1.com|MSN|MusicRadar
My Nintendo News|Nasdaq|Nature|NBC News|NDTV|Neowin|New York Magazine|New York Post|Newsweek|Nikkei Asia|Nintendo Everything
Nintendo Life|Notebookcheck|NPR|OilPrice.com|PBS|PC Gamer|PC World|PCMag|PCWorld|PetaPixel|Phoronix|PhoneArena|Phys.org
PlayStation LifeStyle|Politico|POLITICO|Polygon|PR Newswire|Pure Xbox|Push Square|Quartz|Realtor.com|Reuters
Road & Track|Rolling Stone|SamMobile|San Francisco Chronicle|ScienceAlert|ScienceDaily|Scientific American|Seeking Alpha
Semafor|SFGATE|Sky News|SlashGear|South China Morning Post|SpaceNews|Star Tribune|STAT|Straits Times|Supply Chain Dive
TechCrunch|TechPowerUp|TechRadar|TechRepublic|TechSpot|The Athletic|The Atlantic|The Athletic|The Boston Globe
The Conversation|The Daily Beast|The Decoder|The Detroit News|The Economic Times|The Economist|The Globe and Mail
The Guardian|The Hacker News|The Hill|The Hollywood Reporter|The Independent|The Information|The Japan Times|The Motley Fool
The New York Times|The New Yorker|The Points Guy|The Register|The Ringer|The Salt Lake Tribune|The Seattle Times
The Street|The Takeout|The Telegraph|The Times of India|The Verge|The Wall Street Journal|The Washington Post
TheStreet|Time Magazine|Times of India|TipRanks|Tom's Guide|Tom's Hardware|TrueAchievements|TweakTown|UploadVR|USA TODAY
USA Today|Variety|VentureBeat|VICE|VideoCardz.com|View from the Wing|Vox|Vulture|Wccftech|What Hi-Fi?|Windows Central
Windows Latest|WIRED|WSJ|WTOP|Xbox Wire|XDA|Yahoo|Yahoo Finance|Yahoo News|ZDNET|ZDNet
`
  .trim()
  .split(/[|\n]/);
