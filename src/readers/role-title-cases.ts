import { cases } from './title-case.js';

/**
 * Titles drawn at random from the O*NET alternate titles (US Department of Labor, CC BY 4.0) of the occupations we know, the
 * expected id written by hand, then sentences of our own. Labelled test data for `matchRole`; nothing else reads it.
 */
export const ROLE_TITLE_CASES = cases(`
Foundation Director > founder-ceo
Department Store Manager > operations-leader
District Plant Superintendent > operations-leader
Advertising Agency Manager > marketing-leader
Communications Manager > marketing-leader
Promotions Vice President > marketing-leader
Business Development Director > sales-leader
Sales and Marketing Vice President > sales-leader | marketing-leader
Market Analysis Director > marketing-leader
Business Development Manager > sales-leader
Regional Sales Manager > sales-leader
Public Relations Director (PR Director) > marketing-leader
Computer Systems Information Director > cto-cio
MIS Director (Management Information Systems Director) > cto-cio
Information Technology Director (IT Director) > cto-cio
Accounting Supervisor > finance-leader
Tax Manager > finance-leader
Financial Institution Manager > finance-leader
Factory Superintendent > operations-leader
Industrial Production Manager > operations-leader
Quality Supervisor > operations-leader
Procurement Services Manager > procurement-manager
Merchandise Director > procurement-manager
Distribution Superintendent > operations-leader
Supply Chain Director > operations-leader
Material Requirements Planning Manager > operations-leader
Materials Planner > operations-leader
Payroll and Benefits Manager > hr-talent-leader
Benefits Manager > hr-talent-leader
Employee Welfare Manager > hr-talent-leader
Human Resources Director (HR Director) > hr-talent-leader
Safety And Training Manager > hr-talent-leader
Training Director > hr-talent-leader
Staff Training and Development Manager > hr-talent-leader
Electronics Engineering Manager > engineering-manager
Electrical Engineering Director > engineering-manager
Product Development Director > product-manager | engineering-manager
Regulatory Affairs Director (RA Director) > legal-compliance
Regulatory Affairs Quality Assurance Director > legal-compliance
Compliance Coordinator > legal-compliance
Privacy Compliance Manager > legal-compliance
Audit Manager > finance-leader
Subcontract Administrator > procurement-manager
Contract Specialist > procurement-manager
Tools, Supplies, and Equipment Purchasing Agent > procurement-manager
Placement Counselor > hr-talent-leader
Personnel Advisor > hr-talent-leader
Human Resources Specialist (HR Specialist) > hr-talent-leader
Supply Management Specialist > operations-leader | procurement-manager
Supply Planner > operations-leader
Health Information Management Data Analyst > data-engineer
Business Management Consultant > consultant
Marketing Analyst > marketing-leader
Marketing Consultant > marketing-leader
Quality Control Auditor > finance-leader | operations-leader
Forensic Accountant > finance-leader
Compliance Auditor > legal-compliance | finance-leader
Fiscal Officer > finance-leader
Budget Coordinator > finance-leader
Policy Analyst > policy-affairs
Mergers and Acquisitions Consultant > investor-analyst
Investment Banker > investor-analyst
Information Security Officer > security-engineer
Cyber Intel Planner > security-engineer
Security Analyst > security-engineer
Information Scientist > research-scientist
Artificial Intelligence Specialist (AI Specialist) > ml-engineer
Programming Languages Researcher > research-scientist
Telecommunications Analyst > platform-engineer
Wide Area Network Engineer (WAN Engineer) > platform-engineer
Database Technician > data-engineer
Database Tester > data-engineer
Databases Computer Consultant > data-engineer
Databases Software Consultant > data-engineer
Database Management System Specialist (DBMS Specialist) > data-engineer
ETL Tester (Extract-Transform-Load Tester) > data-engineer
Big Data Engineer > data-engineer
Enterprise Systems Administrator > platform-engineer
Internetwork Expert (CCIE) > platform-engineer
Network Support Administrator > platform-engineer
Applications System Analyst > software-engineer
Operating System Designer > software-engineer
Software Testing Specialist > software-engineer
Software Requirements Engineer > software-engineer
Solutions Architect > software-engineer
PHP Website Developer > software-engineer
Website Manager > software-engineer
User Interface and User Experience Designer (UI/UX Designer) > designer
Web Site Developer > software-engineer
User Experience Designer (UX Designer) > designer
Application Security Assessor > security-engineer
Information Security Assessor > security-engineer
Data Specialist > data-engineer
Data Analyst > data-engineer
Applied Scientist > ml-engineer | research-scientist
Computer Vision Engineer > ml-engineer
Circuit Design Engineer > hardware-engineer
Control Systems Engineer > hardware-engineer
Microwave Engineer > hardware-engineer
Genomics Specialist > research-scientist
Bioinformatics Specialist > research-scientist
Legislative Analyst > policy-affairs
Political Consultant > policy-affairs
Political Researcher > policy-affairs
Prosecuting Attorney > legal-compliance
Insurance Attorney > legal-compliance
Lighting Designer > designer
Digital Artist > designer
Commercial Artist > designer
Environmental Journalist > journalist-analyst
Digital Commentator > journalist-analyst
Foreign Correspondent > journalist-analyst
Rewrite Editor > journalist-analyst
Editor > journalist-analyst
Sales Representative > sales-leader
Field Sales Representative > sales-leader
Sales Promotion Manager > marketing-leader | sales-leader
Advertising Manager (Ad Manager) > marketing-leader
Advertising VP (Advertising Vice President) > marketing-leader
Market Research Manager > marketing-leader
Category Manager > procurement-manager | marketing-leader
Global Account Manager (GAM) > sales-leader
Sales and Marketing Manager > sales-leader | marketing-leader
Publicity Manager > marketing-leader
Communications Director > marketing-leader
Public Relations Supervisor (PR Supervisor) > marketing-leader
Data Operations Director > cto-cio | data-engineer
Information Technology Coordinator (IT Coordinator) > cto-cio | platform-engineer
Financial Planning Manager > finance-leader
Financial Manager > finance-leader
Banking Center Manager (BCM) > finance-leader | operations-leader
Plant General Manager (Plant GM) > operations-leader
Plant Manager > operations-leader
General Production Manager > operations-leader
Contract Coordinator > procurement-manager | legal-compliance
Merchandise Manager > procurement-manager
Purchasing Manager > procurement-manager
Dispatch Manager > operations-leader
Truck Terminal Manager > operations-leader
Global Supply Chain Director > operations-leader
Supply Chain Procurement Manager > operations-leader | procurement-manager
Position Classification Manager > hr-talent-leader
Benefits Coordinator > hr-talent-leader
Personnel Manager > hr-talent-leader
Human Resources Manager (HR Manager) > hr-talent-leader
Employee Development Manager > hr-talent-leader
Environmental Engineering Manager > engineering-manager
Engineering Design Manager > engineering-manager
Engineering Research Manager > engineering-manager
Governance Compliance and Risk Manager (GCR Manager) > legal-compliance
Radio Time Buyer > procurement-manager | marketing-leader
General Purchasing Agent > procurement-manager
Timber Buyer > procurement-manager
Personnel Interviewer > hr-talent-leader
Job Placement Specialist > hr-talent-leader
Inventory Analyst > operations-leader
Logistics Associate > operations-leader
Logistician > operations-leader
Organizational Development Consultant > consultant | hr-talent-leader
Business Development Associate > sales-leader
Accountant > finance-leader
Auditor > finance-leader
M and A Banker (Mergers and Acquisitions Banker) > investor-analyst
Real Estate Investor > investor-analyst
Trust Officer > investor-analyst | finance-leader
Internet Security Specialist > security-engineer
Computer Security Specialist > security-engineer
Intrusion Detection Analyst > security-engineer
Computational Linguist > research-scientist | ml-engineer
Computational Theory Scientist > research-scientist
Network Security Systems Analyst > security-engineer | platform-engineer
Cloud Architect > platform-engineer
Networking Engineer > platform-engineer
Data Storage Specialist > data-engineer | platform-engineer
Security Administrator > security-engineer
Database Architect > data-engineer
Data Manager > data-engineer
Management Analyst > consultant
Computer Systems Security Administrator > security-engineer
System Administrator > platform-engineer
Information Technology Specialist (IT Specialist) > platform-engineer | cto-cio
Java Programmer > software-engineer
Systems Tester > software-engineer
Bug Bounty Hunter > security-engineer | software-engineer
Tableau Developer > data-engineer
Web Designer > designer | software-engineer
Digital Designer > designer
Interface Designer > designer
Research Scientist > research-scientist
Computer Hardware Engineer > hardware-engineer
Hardware Design Engineer > hardware-engineer
Circuit Designer > hardware-engineer
Compatibility Test Engineer > hardware-engineer | software-engineer
Medical Physicist > research-scientist
Endocrinologist > research-scientist
Pharmaceutical Botanist > research-scientist
Coal Chemist > research-scientist
Pesticide Chemist > research-scientist
Political Advisor > policy-affairs
Political Analyst > policy-affairs
Defense Attorney > legal-compliance
Corporate Attorney > legal-compliance
Mechanical Designer > designer | hardware-engineer
Photo Stylist > designer
Layout Artist > designer
Law Reporter > journalist-analyst
Anchorman > journalist-analyst
Sports Journalist > journalist-analyst
Telegraph Editor > journalist-analyst
Legal Editor > journalist-analyst
Independent Sales Representative > sales-leader
Salesman > sales-leader
VP Infrastructure > platform-engineer | cto-cio
Staff ML engineer > ml-engineer
Head of Data > data-engineer | cto-cio
Deputy general counsel > legal-compliance
Chief of Staff to the CEO > founder-ceo
I run the family business > founder-ceo
I patch servers and chase alerts at a hospital > security-engineer | platform-engineer
I lead twelve developers > engineering-manager
We write about telecoms for investors > journalist-analyst
I design wearables > designer
Partner at a VC fund > investor-analyst
Buyer of packaging for a food maker > procurement-manager
Lobbyist for the solar industry > policy-affairs
Rack and power planner at a colocation provider > data-center-operations
I keep Kubernetes clusters alive > platform-engineer
I hire nurses > hr-talent-leader
Regional head of enterprise accounts > sales-leader
Treasury at an airline > finance-leader
Postdoc in genomics > research-scientist
PM for checkout > product-manager
Growth lead at a game studio > marketing-leader
ASIC verification > hardware-engineer
Chief Talent Officer > hr-talent-leader
Senior iOS engineer > software-engineer
Principal data scientist > ml-engineer
Director of revenue cycle > finance-leader
Head of customer success > sales-leader
Warehouse shift lead > operations-leader
Regulatory counsel > legal-compliance
EU public policy manager > policy-affairs
Equity research associate > investor-analyst
Design systems lead > designer
Head of applied research > research-scientist | ml-engineer
Site reliability manager > platform-engineer
Detection engineer > security-engineer
Analog IC designer > hardware-engineer
Facility manager, data centre campus > data-center-operations
Snowflake administrator > data-engineer
Delivery manager > product-manager | engineering-manager | operations-leader
Head of digital > cto-cio | marketing-leader
Co-founder and CTO > cto-cio | founder-ceo
Managing partner, strategy boutique > consultant | founder-ceo
News producer > journalist-analyst
Strategic sourcing lead > procurement-manager
I negotiate contracts with cloud vendors > procurement-manager
I advise banks on digital strategy > consultant
I close deals with hospitals > sales-leader
I run paid search for a shoe brand > marketing-leader
I plan capacity for GPU halls > data-center-operations
I keep the books > finance-leader
I train vision models > ml-engineer
I study batteries in a lab > research-scientist
I cover chip stocks for a fund > investor-analyst
I own the onboarding flow of our app > product-manager
I manage forty engineers > engineering-manager
We started a fintech last year > founder-ceo
I sit on the works council and handle pay > hr-talent-leader
I review contracts and privacy notices > legal-compliance
I write firmware > software-engineer
I lay out circuit boards > hardware-engineer
I schedule trucks > operations-leader
I brief ministers > policy-affairs
`);
