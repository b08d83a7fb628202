"""Recommendations: "I recommend", with a name, for those who follow the person."""

from channels.core.protocol import Done
from channels.core.rights import Right
from channels.core.slices import Slice, write
from channels.messages.facts import Removed
from channels.messages.protocol import MessageView
from channels.recommendations import protocol as p
from channels.recommendations import service
from channels.recommendations.tables import RecommendationRow

SLICE = Slice(
    name="recommendations",
    tables=(RecommendationRow,),
    operations=(
        write("recommendations.add", p.Recommend, Right.REACT, service.add, returns=Done),
        write(
            "recommendations.remove", p.RecommendNoMore, Right.REACT, service.remove, returns=Done
        ),
    ),
    events=(p.RecommendationAdded, p.RecommendationRemoved),
    reactors={Removed: (service.on_removed,)},
    decorators={MessageView: (service.add_recommended,)},
)
