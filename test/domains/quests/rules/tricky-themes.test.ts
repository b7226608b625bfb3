import t from 'tap'
import { writeQuest } from '../../../../src/domains/quests/rules/rules.ts'

const tricky: Record<string, string> = {
  'a catalog of books': 'STORY SPARK',
  'kids who are scared of dogs': 'BRAVE PAWS',
  'plant-based lunch': 'GREEN GUARDIANS',
  'class trip by train': 'SCHOOL SPARK',
  'hot dog stand for the food bank': 'FULL PLATES',
  'our bookstore is closing': 'STORY SPARK',
  'crime novel reading club': 'STORY SPARK',
  'cat litter': 'COMFY PAWS',
  'trash talk at school': 'KINDNESS SHIELD',
  'wild boars': 'CITIZEN HERO',
  'the climate in our class is bad': 'SCHOOL SPARK',
  'draw a school of fish': 'CITIZEN HERO',
  'tree house for my sister': 'CITIZEN HERO',
  'a comic about pet peeves': 'STORY SPARK',
  'write a song about pet peeves': 'CITIZEN HERO',
  'fix old bikes for families': 'CITIZEN HERO',
  'more bike lanes downtown': 'SAFE STREETS',
  'bike helmets for kids': 'SAFE STREETS',
  'a family tree for grandpa': 'BRIGHT SMILES',
  'thank our bus driver': 'CITIZEN HERO',
  'street art festival': 'CITIZEN HERO',
  'toy fire truck museum': 'CITIZEN HERO',
  'learn sign language': 'CITIZEN HERO',
  'save the turtles': 'GREEN GUARDIANS',
  'coral reefs are dying': 'GREEN GUARDIANS',
  'plastic in the ocean': 'CLEAN SWEEP',
  'help refugees learn English': 'SCHOOL SPARK',
  'nobody plays with me': 'BRIGHT SMILES',
  'dog-eared library books': 'STORY SPARK',
  'help homless people in the winter': 'SAFE HAVEN',
  'board game night': 'CITIZEN HERO',
  'Christmas tree lighting': 'CITIZEN HERO',
  'school project about volcanos': 'CITIZEN HERO',
  'stuffed animals for kids in the hospital': 'BRIGHT SMILES',
  'vacation photos': 'CITIZEN HERO',
  'lunch buddies': 'BRIGHT SMILES',
  'people are mean to the new girl': 'KINDNESS SHIELD',
  'single-use plastic at our canteen': 'GREEN GUARDIANS',
  'start a walking school bus': 'SAFE STREETS',
  'the ice is melting and polar bears have no home': 'GREEN GUARDIANS',
  'Slow down, kids live here': 'SAFE STREETS',
  'our class wants to sing for the people in the hospital': 'BRIGHT SMILES',
  'water bottles for construction workers': 'CITIZEN HERO',
  'coloring books for kids in the hospital': 'BRIGHT SMILES',
  'the cafeteria food is gross': 'SCHOOL SPARK',
  'get our building to compost': 'CLEAN SWEEP',
  'clean my room': 'CITIZEN HERO',
  'the carpet in our club is old': 'CITIZEN HERO',
}

t.test('Words that look like a theme and mean something else', async (t) => {
  for (const [mission_idea, theme] of Object.entries(tricky)) {
    t.equal(writeQuest({ mission_idea, help_mode: 'solo', seed: 0 }).quest_name, `OPERATION ${theme}`, mission_idea)
  }
})
