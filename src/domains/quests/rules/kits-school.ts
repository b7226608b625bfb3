import type { Kit } from './kit.ts'

export const school: Kit = {
  whom: 'your class, the teachers, or the kids who are new',
  served: 'everyone who spends their day at school',
  goods: [
    [20, 'notebooks'],
    [10, 'packs of pencils'],
    [5, 'backpacks in good shape'],
  ],
  ally: 'a yes from the school and a shelf in a classroom',
  needs: [
    'Ask what the school is missing',
    'Ask one teacher, one student and whoever works in the office: What runs out first? What do people need and not dare to ask for? What do you have enough of?',
  ],
  plea: 'Your spare notebook could be the start of someone’s best year.',
  spot: '{the school entrance|a school}, the library or a store that sells supplies',
  sort: 'Sharpen, wipe, test: only pens that write and zippers that close. Pack sets so that nobody has to ask for each thing',
  deliver: [
    'Set up the free shelf',
    'Put the sets on a shelf where anyone can take one without asking. Hang a sign on it: Take what you need, leave what you can.',
  ],
  facts: 'What do students here wish for most? What does it cost? Who decides about it?',
  experts: 'a teacher, or someone on the school council',
  headline: 'We spend a thousand hours a year here. Let’s make them good ones.',
  act: 'vote for one change and help with it for an hour',
  material: [
    'Let the school speak',
    'Put up a big sheet with one question and sticky notes next to it. After two days, turn the answers into a poster: the three most common wishes and your three facts.',
  ],
  audience: '{your class, and then the school council|the school council and the parents}',
  jobs: ['ask people what they wish for', 'make a plan with numbers', 'talk to the school', 'paint or build'],
  crew: 'for a better school day',
  helpersFrom: 'Get one person from every grade, and one teacher who likes new ideas',
  bring: 'old clothes, markers and good music',
  day: [
    'Make-it-better day',
    'Choose one corner of the school that nobody likes. In two hours, with permission, turn it around: tidy, paint, hang, plant. Reveal it with a countdown.',
  ],
  goal: 'one thing at school is better for at least ten people',
  ways: [
    'help someone with a subject you are good at, twice a week',
    'set up a shelf of things to borrow',
    'ask thirty students one question and bring the answers to the principal',
  ],
  doing: 'Ask for permission first, then begin with the part that people will notice on the first day',
  proof: 'one picture before and one after, and a sentence from someone who noticed',
  notes: [
    'Ask the school before you hang, build or sell anything, and {let an adult handle tools and money|keep a list of any money}.',
    '{Take no pictures of other students without asking them.|Photograph students only if the school and their parents have said yes.}',
  ],
  prompts: [
    'What changed in an ordinary school day because of you?',
    'Who turned out to be better at something than you knew?',
  ],
}
export const books: Kit = {
  whom: 'younger kids, the people who use the library, or families without many books',
  served: 'readers who are still waiting for their favorite book',
  goods: [
    [30, 'books in good shape'],
    [5, 'audiobooks or comics'],
    [2, 'sturdy boxes'],
  ],
  ally: 'a place for the books to live and a ride for heavy boxes',
  needs: [
    'Find out who needs which stories',
    'Ask a librarian or teacher: Which books are always out? Which ages or languages are missing? What do you have too many of already?',
  ],
  plea: 'The book you loved at six is still looking for a six-year-old.',
  spot: '{the school entrance|a school}, the library or a bookstore',
  sort: 'Sort by age, dust them off, and put aside what has missing pages. Slip a note into each: “Read this if you like …”',
  deliver: [
    'Give the books a new home',
    'Bring the books over, put them on the shelf faces out, and read the first page of the best one aloud to somebody who is there.',
  ],
  facts:
    'Who reads here, and who does not, and why? What is the most borrowed book at the library? How many books does a kid here own?',
  experts: 'a librarian',
  headline: 'There is a book for everyone who says they do not like books.',
  act: 'lend one favorite book to one person',
  material: [
    'Make a wall of first lines',
    'Hang up ten first lines from ten books, with the titles hidden under a flap. People guess, lift the flap, and find out where to borrow it. Add your three facts.',
  ],
  audience: '{your class, or a younger one|a class or a club near you}',
  jobs: ['collect and sort', 'read aloud', 'write “Read this if you like …” notes', 'decorate the shelf'],
  crew: 'for the stories',
  helpersFrom: 'Ask for people who do voices: the dragon will not read itself',
  bring: 'one favorite book, pens and colored paper',
  day: [
    'Story hour',
    'Three corners, three readers, ten minutes each; then everybody changes corners. In between, sort books and write notes for the next readers.',
  ],
  goal: 'read aloud four times to somebody who enjoys it',
  ways: [
    'read aloud to someone younger or older',
    'start a box where people take one book and leave one',
    'record a favorite story for someone who cannot read it alone',
  ],
  doing: 'Choose a story you love yourself, practice the first page until it sounds like talking, and begin',
  proof: 'a list of titles and, next to each, what the listeners said',
  notes: [
    'Choose stories that fit the listeners: if one is too scary or too sad for somebody, skip it.',
    'Read and meet in places where others are around, such as a library or a classroom.',
  ],
  prompts: [
    'Which book found the right person, and how did you know?',
    'Which story would you give to yourself a year ago?',
  ],
}
