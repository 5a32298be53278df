import { cases } from './title-case.js';

/** Names of industries and of kinds of company with the accepted ids, for `matchIndustry`; drawn from LinkedIn's industry list v2 and NAICS 2022 (US Census Bureau, public domain). */
export const INDUSTRY_TITLE_CASES = cases(`
Packaging and Containers Manufacturing > manufacturing
Software Development > software-saas
Executive Offices > government
Agriculture, Construction, Mining Machinery Manufacturing > manufacturing
Footwear Manufacturing > consumer-goods
Insurance Agencies and Brokerages > insurance
Biomass Electric Power Generation > energy-utilities
Fisheries > consumer-goods
Rail Transportation > logistics-transport
Waste Collection > energy-utilities
Ambulance Services > healthcare-providers
Circuses and Magic Shows > media-entertainment
Community Development and Urban Planning > government
IT System Custom Software Development > software-saas
Social Networking Platforms > media-entertainment
Securities and Commodity Exchanges > capital-markets
Glass Product Manufacturing > manufacturing
Abrasives and Nonmetallic Minerals Manufacturing > manufacturing
Primary Metal Manufacturing > manufacturing
Wood Product Manufacturing > manufacturing
Machinery Manufacturing > manufacturing
Wholesale Chemical and Allied Products > retail-ecommerce | manufacturing
Sports and Recreation Instruction > education
Fabricated Metal Products > manufacturing
Spectator Sports > media-entertainment
Design Services > professional-services
Broadcast Media Production and Distribution > media-entertainment
Translation and Localization > professional-services
Transportation Equipment Manufacturing > manufacturing | automotive
Libraries > media-entertainment | education
Shipbuilding > manufacturing
Specialty Trade Contractors > real-estate
Entertainment Providers > media-entertainment
Chemical Manufacturing > manufacturing
Defense and Space Manufacturing > aerospace-defense
Claims Adjusting, Actuarial Services > insurance
Public Policy Offices > government
Periodical Publishing > media-entertainment
Motor Vehicle Manufacturing > automotive
Apparel Manufacturing > consumer-goods
Pharmaceutical Manufacturing > pharma-biotech
Artists and Writers > media-entertainment
IT System Operations and Maintenance > software-saas
Landscaping Services > real-estate | professional-services
Public Safety > government
Internet News > media-entertainment
Philanthropic Fundraising Services > nonprofit-research
Building Finishing Contractors > real-estate
Office Administration > professional-services
Courts of Law > government
Wholesale Apparel and Sewing Supplies > retail-ecommerce | consumer-goods
Ranching > consumer-goods
Paper and Forest Product Manufacturing > manufacturing
Internet Marketplace Platforms > retail-ecommerce
Wholesale Raw Farm Products > retail-ecommerce | consumer-goods
Wholesale Petroleum and Petroleum Products > oil-gas-mining | retail-ecommerce
Nuclear Electric Power Generation > energy-utilities
Investment Banking > capital-markets
Government Administration > government
Space Research and Technology > government | aerospace-defense
Human Resources Services > professional-services
Ground Passenger Transportation > logistics-transport
Medical Practices > healthcare-providers
Political Organizations > nonprofit-research
Pipeline Transportation > logistics-transport | oil-gas-mining
Distilleries > consumer-goods
Law Enforcement > government
Sheet Music Publishing > media-entertainment
Wineries > consumer-goods
Accommodation Services > travel-hospitality
Coal Mining > oil-gas-mining
Optometrists > healthcare-providers
Construction > real-estate
Industrial Machinery Manufacturing > manufacturing
Urban Transit Services > logistics-transport
Fashion Accessories Manufacturing > consumer-goods
Freight and Package Transportation > logistics-transport
Seafood Product Manufacturing > consumer-goods
Postal Services > logistics-transport
Sound Recording > media-entertainment
Retail Musical Instruments > retail-ecommerce
Building Construction > real-estate
Language Schools > education
Security Guards and Patrol Services > professional-services
Wellness and Fitness Services > healthcare-providers | travel-hospitality
Computer and Network Security > cybersecurity
Staffing and Recruiting > professional-services
Retail Appliances, Electrical, and Electronic Equipment > retail-ecommerce
Veterinary Services > healthcare-providers
Hospitals > healthcare-providers
Colleges, Universities, and Professional Schools > education
Automotive Parts and Accessories Retailers > retail-ecommerce | automotive
Other Warehousing and Storage > logistics-transport
Motor Vehicle Body and Trailer Manufacturing > automotive
Water, Sewage and Other Systems > energy-utilities
Soap, Cleaning Compound, and Toilet Preparation Manufacturing > consumer-goods
Motorcycle, Boat, and Other Motor Vehicle Dealers > retail-ecommerce | automotive
Paper Mills > manufacturing
Printing > manufacturing
Supermarkets and Other Grocery Retailers > retail-ecommerce
Radio Broadcasting Stations > media-entertainment
Soybean Farming > consumer-goods
Commercial Banking > banking
Residential Building Construction > real-estate
Portfolio Management and Investment Advice > capital-markets
Employment Services > professional-services
Cut and Sew Apparel Manufacturing > consumer-goods
Computing Infrastructure Providers, Data Processing, Web Hosting, and Related Services > cloud-data-centers
Major Household Appliance Manufacturing > consumer-electronics
National Security and International Affairs > government
Management, Scientific, and Technical Consulting Services > professional-services
Remediation Services > energy-utilities
Computer Systems Design and Related Services > software-saas
Subdivision of Land > real-estate
Blockchain Services > fintech-payments | software-saas
Plastics and Rubber Product Manufacturing > manufacturing
Metal Treatments > manufacturing
Retail Art Dealers > retail-ecommerce
Wholesale Building Materials > retail-ecommerce | real-estate | manufacturing
Airlines and Aviation > logistics-transport | travel-hospitality
Tobacco Manufacturing > consumer-goods
Women's Handbag Manufacturing > consumer-goods
Alternative Fuel Vehicle Manufacturing > automotive
Oil Extraction > oil-gas-mining
Household and Institutional Furniture Manufacturing > consumer-goods | manufacturing
Wireless Services > telecom
Plastics Manufacturing > manufacturing
Home Health Care Services > healthcare-providers
Personal Care Services > healthcare-providers | consumer-goods | travel-hospitality
Mining > oil-gas-mining
Amusement Parks and Arcades > media-entertainment | travel-hospitality
Services for Renewable Energy > energy-utilities
Solar Electric Power Generation > energy-utilities
Online Audio and Video Media > media-entertainment
Transportation Programs > government
Commercial and Industrial Machinery Maintenance > manufacturing
Dance Companies > media-entertainment
IT System Data Services > software-saas | cloud-data-centers
Capital Markets > capital-markets
Soap and Cleaning Product Manufacturing > consumer-goods
Oil, Gas, and Mining > oil-gas-mining
Household Appliance Manufacturing > consumer-electronics
Wind Electric Power Generation > energy-utilities
Financial Services > banking | capital-markets
Mobile Computing Software Products > software-saas
Commercial and Service Industry Machinery Manufacturing > manufacturing
Wholesale > retail-ecommerce
Museums, Historical Sites, and Zoos > media-entertainment | nonprofit-research | travel-hospitality
Forestry and Logging > consumer-goods | oil-gas-mining | manufacturing
Natural Gas Distribution > energy-utilities
Wholesale Food and Beverage > retail-ecommerce | consumer-goods
Robotics Engineering > manufacturing
Primary and Secondary Education > education
Audio and Video Equipment Manufacturing > consumer-electronics
Farming, Ranching, Forestry > consumer-goods
Construction Hardware Manufacturing > manufacturing
Nursing Homes and Residential Care Facilities > healthcare-providers
Collection Agencies > professional-services
Printing Services > manufacturing
Agricultural Chemical Manufacturing > manufacturing
Sports Teams and Clubs > media-entertainment
Public Assistance Programs > government
Executive Search Services > professional-services
Air, Water, and Waste Program Management > government
Writing and Editing > professional-services | media-entertainment
Building Equipment Contractors > real-estate
Meat Products Manufacturing > consumer-goods
Desktop Computing Software Products > software-saas
Non-profit Organizations > nonprofit-research
Emergency and Relief Services > nonprofit-research | government
Religious Institutions > nonprofit-research
Dentists > healthcare-providers
Metal Valve, Ball, and Roller Manufacturing > manufacturing
Alternative Dispute Resolution > professional-services
Military and International Affairs > government
Engineering Services > professional-services
Computer Hardware Manufacturing > consumer-electronics
Utilities > energy-utilities
Retail Gasoline > retail-ecommerce
Professional Training and Coaching > education
Taxi and Limousine Services > logistics-transport
Fossil Fuel Electric Power Generation > energy-utilities
Renewable Energy Power Generation > energy-utilities
a maker of flight simulators > aerospace-defense | software-saas
regional savings bank > banking
we insure ships > insurance
a pharmacy chain > retail-ecommerce
indie game studio > gaming
an LLM start-up > artificial-intelligence
a law practice in Berlin > professional-services
the ministry of transport > government
EV battery supplier > automotive
a fabless company > semiconductors
podcast network > media-entertainment
co-working spaces > real-estate
buy now pay later provider > fintech-payments
contract manufacturer of drugs > pharma-biotech
container terminal > logistics-transport
tower company > telecom
endpoint security vendor > cybersecurity
cosmetics brand > consumer-goods
GPU cloud > cloud-data-centers
copper miner > oil-gas-mining
university hospital > healthcare-providers
maker of smart rings > consumer-electronics
media buying agency > advertising-marketing
food bank charity > nonprofit-research
chip start-up > semiconductors
machinery maker > manufacturing
regional hospital group > healthcare-providers
online shoe shop > retail-ecommerce
power utility > energy-utilities
car-parts maker > automotive
satellite broadband operator > telecom
space launch company > aerospace-defense
biotech spin-off > pharma-biotech
wealth manager > capital-markets
crypto exchange > fintech-payments
reinsurer > insurance
mid-size bank > banking
B2B SaaS vendor > software-saas
web host > cloud-data-centers
AI safety lab > artificial-intelligence
headphone maker > consumer-electronics
managed security provider > cybersecurity
brewery > consumer-goods
film studio > media-entertainment
ad agency > advertising-marketing
esports team > gaming
lithium mine > oil-gas-mining
parcel company > logistics-transport
property developer > real-estate
primary school > education
city council > government
audit firm > professional-services
boutique hotel > travel-hospitality
climate think tank > nonprofit-research
steel mill > manufacturing
dairy farm > consumer-goods
newspaper > media-entertainment
dental practice > healthcare-providers
airport > logistics-transport | travel-hospitality
law firm > professional-services
nuclear plant operator > energy-utilities
fast food franchise > travel-hospitality
truck maker > automotive
vaccine maker > pharma-biotech
`);
