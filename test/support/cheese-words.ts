/** Words of an invented topic, and words of none, for specs of topics that learn. */
export const CHEESE = [
  'rind',
  'curd',
  'brine',
  'cellar',
  'dairy',
  'goat',
  'ripening',
  'whey',
  'rennet',
  'wheel',
];
export const OTHER = [
  'tram',
  'choir',
  'bridge',
  'museum',
  'orchard',
  'harbour',
  'library',
  'stadium',
  'canal',
  'chapel',
];
