-- Whether the grams of a food are of its edible part (also where it is not told) or as
-- bought, with peel, bones and shells.
ALTER TABLE food_item ADD COLUMN weighed TEXT CHECK (weighed IN ('edible', 'as_bought'));
