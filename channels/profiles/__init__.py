"""Profiles: what people say of themselves, the directory, the chart, who knows about what."""

from channels.core.protocol import Done, Page
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.messages.facts import AnswerAccepted, Edited, Recommended, Removed
from channels.profiles import directory, knowing, loading, naming, service, showing
from channels.profiles import protocol as p
from channels.profiles.tables import KnowingRow, ProfileFieldRow, ProfileRow, ProfileTagRow

SLICE = Slice(
    name="profiles",
    tables=(ProfileRow, ProfileTagRow, ProfileFieldRow, KnowingRow),
    operations=(
        read(
            "profiles.fields", p.ListProfileFields, Right.SELF, showing.list_fields,
            returns=p.ProfileFieldsView,
        ),
        write(
            "profiles.set_fields", p.SetProfileFields, Right.ADMIN, service.set_fields,
            returns=p.ProfileFieldsView,
        ),
        read("profiles.get", p.GetProfile, Right.SELF, showing.get_profile, returns=p.ProfileView),
        read(
            "profiles.zones", p.GetZones, Right.SELF, showing.get_zones,
            returns=p.ZonesView, internal=True,
        ),
        write(
            "profiles.update", p.UpdateProfile, Right.SELF, service.update_profile,
            returns=Done,
        ),
        write(
            "profiles.import_people", p.ImportPeople, Right.ADMIN, loading.import_people,
            returns=p.ImportReport, internal=True,
        ),
        read(
            "profiles.list", p.ListProfiles, Right.SELF, directory.list_profiles,
            returns=Page[p.ListedProfileView],
        ),
        read(
            "profiles.count", p.CountProfiles, Right.SELF, directory.count_profiles,
            returns=p.FacetsView,
        ),
        read("profiles.chart", p.GetChart, Right.SELF, directory.get_chart, returns=p.ChartView),
        read(
            "profiles.experts", p.FindExperts, Right.SELF, directory.find_experts,
            returns=Page[p.ExpertView],
        ),
        write("profiles.contest", p.ContestReason, Right.SELF, knowing.contest, returns=Done),
        read(
            "profiles.topics", p.ListTopics, Right.SELF, naming.list_topics,
            returns=Page[p.TopicView],
        ),
        write("profiles.hide_topic", p.HideTopic, Right.SELF, naming.hide_topic, returns=Done),
    ),
    reactors={
        AnswerAccepted: (knowing.on_accepted,),
        Recommended: (knowing.on_recommended,),
        Edited: (knowing.on_edited,),
        Removed: (knowing.on_removed,),
    },
)  # fmt: skip
