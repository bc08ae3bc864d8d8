"""Made-up claims, each with wordings of the same, of the opposite, and of something else that sounds alike.

Written before the matcher and not changed after it. For every claim: two passages that say the same in other words,
one that says the opposite, one that differs in a figure, a date, a name or in who did what. Claims stand in small
groups about one event, so that passages about the same event but another claim are among the pairs.
"""

from __future__ import annotations

from typing import NamedTuple


class Wordings(NamedTuple):
    claim: str
    same: tuple[str, str]
    opposite: str
    other: str


CLAIMS = (
    # A leak at a laboratory
    Wordings(
        "The Aldmere laboratory leaked the virus.",
        ("Investigators said the virus had escaped from the laboratory in Aldmere.",
         "It was the Aldmere lab that leaked the virus, two people familiar with the inquiry said."),
        "The Aldmere laboratory did not leak the virus, the ministry insisted.",
        "The Torvale laboratory leaked the virus.",
    ),
    Wordings(
        "Three technicians at the Aldmere laboratory fell ill in November.",
        ("In November, three lab technicians in Aldmere became ill, according to a report.",
         "A report says 3 technicians of the Aldmere laboratory were taken ill in November."),
        "No technicians at the Aldmere laboratory fell ill in November.",
        "Seven technicians at the Aldmere laboratory fell ill in November.",
    ),
    Wordings(
        "The health ministry closed the Aldmere laboratory.",
        ("The Aldmere laboratory has been closed by the health ministry.",
         "The health ministry ordered the laboratory in Aldmere shut, closing it until further notice."),
        "The health ministry has not closed the Aldmere laboratory.",
        "The health ministry opened an inquiry into the Aldmere laboratory.",
    ),
    # A bridge
    Wordings(
        "Twelve people died when the Harrow bridge collapsed.",
        ("The collapse of the Harrow bridge killed 12 people, rescuers said.",
         "Rescue services put the death toll of the Harrow bridge collapse at twelve people."),
        "Nobody died when the Harrow bridge collapsed.",
        "Nineteen people died when the Harrow bridge collapsed.",
    ),
    Wordings(
        "Inspectors warned of cracks in the Harrow bridge two years before.",
        ("Two years earlier, inspectors had warned that there were cracks in the Harrow bridge.",
         "Warnings of cracks in Harrow bridge were given by inspectors two years before the collapse."),
        "Inspectors never warned of cracks in the Harrow bridge.",
        "Inspectors warned of cracks in the Harrow bridge two weeks before.",
    ),
    Wordings(
        "The contractor Bellweather used substandard steel in the Harrow bridge.",
        ("Bellweather, the contractor, put substandard steel into the Harrow bridge, prosecutors said.",
         "Prosecutors accuse Bellweather of having used steel below standard for the Harrow bridge."),
        "Bellweather denied that it used substandard steel in the Harrow bridge.",
        "The contractor Corrigan used substandard steel in the Harrow bridge.",
    ),
    # An election
    Wordings(
        "Lena Marsh won the mayoral election in Port Elden.",
        ("Voters in Port Elden elected Lena Marsh mayor.",
         "Lena Marsh has won the election for mayor of Port Elden, the commission said."),
        "Lena Marsh lost the mayoral election in Port Elden.",
        "Omar Reyes won the mayoral election in Port Elden.",
    ),
    Wordings(
        "Turnout in Port Elden was 61 percent.",
        ("61% of voters in Port Elden turned out.", "The turnout in Port Elden reached 61 percent, officials said."),
        "Turnout in Port Elden was not 61 percent.",
        "Turnout in Port Elden was 48 percent.",
    ),
    Wordings(
        "Ballot papers were destroyed in Port Elden before the count.",
        ("Before votes were counted, ballot papers had been destroyed in Port Elden, observers said.",
         "Observers reported that ballots were destroyed ahead of the count in Port Elden."),
        "No ballot papers were destroyed in Port Elden before the count.",
        "Ballot papers were delayed in Port Elden before the count.",
    ),
    # A company
    Wordings(
        "Norvik will buy Halden Foods for 4.2 billion dollars.",
        ("Norvik agreed to acquire Halden Foods in a deal worth $4.2 billion.",
         "Halden Foods will be bought by Norvik for 4.2 billion dollars, a source close to the deal said."),
        "Norvik will not buy Halden Foods, its chief executive said.",
        "Halden Foods will buy Norvik for 4.2 billion dollars.",
    ),
    Wordings(
        "Norvik plans to cut 1,500 jobs.",
        ("Norvik is planning to cut 1500 jobs, according to a person familiar with the plan.",
         "Some 1,500 jobs are to be cut at Norvik under the plans."),
        "Norvik has no plans to cut 1,500 jobs.",
        "Norvik plans to create 1,500 jobs.",
    ),
    Wordings(
        "Norvik's chief executive Paul Stenner sold shares before the announcement.",
        ("Paul Stenner, chief executive of Norvik, had sold shares ahead of the announcement.",
         "Before the announcement, shares were sold by Norvik's chief executive, Paul Stenner."),
        "Norvik's chief executive Paul Stenner denied having sold shares before the announcement.",
        "Norvik's chief executive Paul Stenner bought shares before the announcement.",
    ),
    # A war
    Wordings(
        "Russian troops crossed the Lisna river on 3 March.",
        ("On March 3, Russian troops crossed the river Lisna, a commander said.",
         "A commander said Russian forces had crossed the Lisna on 3 March."),
        "Russian troops did not cross the Lisna river on 3 March.",
        "Russian troops crossed the Lisna river on 14 March.",
    ),
    Wordings(
        "Ukraine struck the Lisna railway depot with drones.",
        ("Ukrainian drones struck the railway depot at Lisna.",
         "The Lisna railway depot was hit by drones from Ukraine, residents said."),
        "Ukraine denied striking the Lisna railway depot with drones.",
        "Russia struck the Lisna railway depot with drones.",
    ),
    Wordings(
        "The ceasefire talks in Geneva ended without agreement.",
        ("Talks on a ceasefire in Geneva ended with no agreement, diplomats said.",
         "Diplomats left Geneva without an agreement as the ceasefire talks ended."),
        "The ceasefire talks in Geneva ended with an agreement.",
        "The ceasefire talks in Vienna ended without agreement.",
    ),
    # Medicine
    Wordings(
        "The drug Teravin raises the risk of stroke.",
        ("Teravin increases the risk of a stroke, the study found.",
         "Patients on the drug Teravin run a higher risk of stroke, researchers said."),
        "The drug Teravin lowers the risk of stroke.",
        "The drug Teravin raises the risk of depression.",
    ),
    Wordings(
        "The regulator approved Teravin for children.",
        ("Teravin has been approved for children by the regulator.",
         "The regulator gave its approval for Teravin to be used in children."),
        "The regulator rejected Teravin for children.",
        "The regulator approved Teravin for adults.",
    ),
    Wordings(
        "Pharma maker Ostrava hid trial results from the regulator.",
        ("Ostrava, which makes the drug, hid results of a trial from the regulator.",
         "The results of the trial were hidden from the regulator by Ostrava, two former employees said."),
        "Ostrava did not hide trial results from the regulator, a spokesman said.",
        "Ostrava published the trial results in May.",
    ),
    # Politics
    Wordings(
        "Minister Karel Dubois resigned on Monday.",
        ("Karel Dubois, the minister, stepped down; he resigned on Monday.",
         "On Monday, minister Karel Dubois handed in his resignation."),
        "Minister Karel Dubois has not resigned.",
        "Minister Karel Dubois resigned on Thursday.",
    ),
    Wordings(
        "Karel Dubois took bribes from a construction firm.",
        ("A construction firm paid bribes to Karel Dubois, prosecutors said.",
         "Karel Dubois accepted bribes from a firm in construction, according to court papers."),
        "Karel Dubois never took bribes from a construction firm, his lawyer said.",
        "Karel Dubois took a holiday with the owner of a construction firm.",
    ),
    Wordings(
        "Parliament passed the wiretapping law.",
        ("The wiretapping law was passed by parliament.",
         "Parliament voted on Tuesday to pass the law on wiretapping."),
        "Parliament failed to pass the wiretapping law.",
        "Parliament passed the budget law.",
    ),
    # Police
    Wordings(
        "Police shot an unarmed man in Delwood.",
        ("An unarmed man was shot by police in Delwood.",
         "Officers of the Delwood police shot a man who was unarmed, witnesses said."),
        "Police in Delwood said that they had not shot an unarmed man.",
        "Police arrested an unarmed man in Delwood.",
    ),
    Wordings(
        "The Delwood officer's body camera was switched off.",
        ("The body camera of the officer in Delwood had been switched off.",
         "The officer in Delwood had his body camera switched off, the report says."),
        "The Delwood officer's body camera was switched on.",
        "The Delwood officer's body camera was stolen.",
    ),
    Wordings(
        "Protesters burned four cars in Delwood.",
        ("Four cars were burned by protesters in Delwood.", "In Delwood, protesters set 4 cars on fire and burned them."),
        "Protesters did not burn any cars in Delwood.",
        "Protesters burned forty cars in Delwood.",
    ),
    # Weather and ships
    Wordings(
        "The ferry Solveig sank with 300 passengers on board.",
        ("With 300 passengers on board, the ferry Solveig sank.",
         "The Solveig, a ferry carrying 300 passengers, has sunk, the coastguard said."),
        "The ferry Solveig with 300 passengers did not sink.",
        "The ferry Marit sank with 300 passengers on board.",
    ),
    Wordings(
        "The captain of the Solveig was drunk.",
        ("The Solveig's captain had been drunk, a crew member said.", "A crew member said that the captain of the ferry Solveig was drunk."),
        "The captain of the Solveig was not drunk.",
        "The captain of the Solveig was asleep.",
    ),
    Wordings(
        "The storm cut power to 80,000 homes in Kessel county.",
        ("80,000 homes in Kessel county lost power in the storm.",
         "Power was cut to 80,000 homes by the storm in Kessel county, the utility said."),
        "The storm did not cut power to homes in Kessel county.",
        "The storm cut power to 8,000 homes in Kessel county.",
    ),
    # Spying
    Wordings(
        "Agents of the Varna service poisoned the journalist Ivo Petrov.",
        ("The journalist Ivo Petrov was poisoned by agents of the Varna service.",
         "Agents from Varna's service poisoned Ivo Petrov, a journalist, intelligence officials said."),
        "The Varna service denied that its agents had poisoned the journalist Ivo Petrov.",
        "Agents of the Varna service followed the journalist Ivo Petrov.",
    ),
    Wordings(
        "Ivo Petrov died in 2019.",
        ("Petrov died in 2019, his family said.", "His family said Ivo Petrov's death was in 2019."),
        "Ivo Petrov did not die in 2019.",
        "Ivo Petrov died in 2021.",
    ),
    Wordings(
        "The embassy of Varna expelled two diplomats.",
        ("Two diplomats were expelled by the Varna embassy.", "The embassy of Varna said that it had expelled 2 diplomats."),
        "The embassy of Varna did not expel any diplomats.",
        "The embassy of Varna invited two diplomats.",
    ),
)  # fmt: skip


# Written after the matcher was finished, measured once, never tuned on.
HELD_OUT = (
    Wordings(
        "The dam operator ignored three safety alarms before the Corvane flood.",
        ("Before the flood in Corvane, three safety alarms were ignored by the operator of the dam.",
         "Three alarms about safety went off before the Corvane flood and the dam's operator ignored them, an engineer said."),
        "The dam operator did not ignore any safety alarms before the Corvane flood.",
        "The dam operator ignored nine safety alarms before the Corvane flood.",
    ),
    Wordings(
        "Corvane was evacuated at night.",
        ("The town of Corvane had to be evacuated during the night.", "At night Corvane's residents were evacuated, firefighters said."),
        "Corvane was never evacuated at night.",
        "Melbrook was evacuated at night.",
    ),
    Wordings(
        "The central bank of Astoria raised interest rates to 7 percent.",
        ("Interest rates in Astoria were raised to 7% by its central bank.",
         "Astoria's central bank has lifted its key interest rate to seven percent."),
        "The central bank of Astoria lowered interest rates to 7 percent.",
        "The central bank of Astoria raised interest rates to 9 percent.",
    ),
    Wordings(
        "Governor Ilse Brandt knew of the losses in April.",
        ("In April, governor Ilse Brandt already knew about the losses.",
         "Ilse Brandt, the bank's governor, was aware of the losses in April, according to two officials."),
        "Governor Ilse Brandt did not know of the losses in April.",
        "Governor Ilse Brandt knew of the losses in August.",
    ),
    Wordings(
        "A fighter jet of Kastovia entered Norlandian airspace.",
        ("Norlandian airspace was violated when a Kastovian fighter jet entered it.",
         "The defence ministry said a Kastovian fighter plane had entered the airspace of Norlandia."),
        "Kastovia denied that one of its fighter jets entered Norlandian airspace.",
        "A fighter jet of Kastovia left Norlandian airspace.",
    ),
    Wordings(
        "Norlandia shot down the drone.",
        ("The drone was shot down by Norlandia.", "Norlandia's air defence shot the drone down, two diplomats said."),
        "Norlandia did not shoot down the drone.",
        "Norlandia tracked the drone.",
    ),
    Wordings(
        "The striker Ramon Vidal tested positive for a banned steroid.",
        ("Ramon Vidal, the striker, has tested positive for a steroid that is banned.",
         "A banned steroid was found in a test of the striker Ramon Vidal, the federation said."),
        "The striker Ramon Vidal tested negative for banned steroids.",
        "The goalkeeper Aldo Fink tested positive for a banned steroid.",
    ),
    Wordings(
        "The club paid the doctor 40,000 euros.",
        ("The doctor received 40,000 euros from the club.", "Documents show that the club paid €40,000 to the doctor."),
        "The club never paid the doctor 40,000 euros.",
        "The doctor paid the club 40,000 euros.",
    ),
    Wordings(
        "The school in Brenford reopened on Thursday after the gas leak.",
        ("After a gas leak, Brenford's school reopened on Thursday.", "On Thursday pupils returned as the Brenford school reopened following a leak of gas."),
        "The school in Brenford has not reopened after the gas leak.",
        "The school in Brenford reopened on Monday after the gas leak.",
    ),
    Wordings(
        "Sixty children were treated in hospital after the gas leak in Brenford.",
        ("Hospitals treated 60 children after gas leaked in Brenford.", "Sixty Brenford children needed hospital treatment after the leak of gas."),
        "No children were treated in hospital after the gas leak in Brenford.",
        "Sixteen children were treated in hospital after the gas leak in Brenford.",
    ),
    Wordings(
        "The hackers stole the records of two million patients.",
        ("Records of 2 million patients were stolen by hackers.", "Two million patient records have been taken by the hackers, the hospital group said."),
        "The hackers did not steal any patient records.",
        "The hackers stole the records of two thousand patients.",
    ),
    Wordings(
        "The hospital group paid the ransom.",
        ("The ransom was paid by the hospital group.", "A ransom has been paid by the group that runs the hospitals, a person briefed on it said."),
        "The hospital group refused to pay the ransom.",
        "The hospital group negotiated the ransom.",
    ),
    Wordings(
        "Senator Judith Okafor will not seek re-election.",
        ("Judith Okafor, the senator, is not going to seek re-election.", "Senator Okafor said she would not seek re-election in the autumn."),
        "Senator Judith Okafor will seek re-election.",
        "Senator Judith Okafor will not attend the convention.",
    ),
    Wordings(
        "The tunnel will open before the summer of 2027.",
        ("Before summer 2027 the tunnel is to open.", "The opening of the tunnel will come before the summer of 2027, the builder said."),
        "The tunnel will not open before the summer of 2027.",
        "The tunnel will open before the summer of 2029.",
    ),
    Wordings(
        "Two climbers survived the avalanche on Mount Serra.",
        ("The avalanche on Mount Serra was survived by two climbers.", "Rescuers found that two of the climbers on Mount Serra had survived the avalanche."),
        "No climbers survived the avalanche on Mount Serra.",
        "Two climbers caused the avalanche on Mount Serra.",
    ),
)  # fmt: skip


def passages(claims: tuple[Wordings, ...]) -> list[tuple[str, str, str]]:
    """(passage, key of the claim that it was written for, `same`, `negated` or `none`); keys are numbers."""
    found = []
    for number, wordings in enumerate(claims):
        found += [(text, str(number), "same") for text in wordings.same]
        found += [(wordings.opposite, str(number), "negated"), (wordings.other, str(number), "none")]
    return found
