"""The FAQ: questions with their answers, found by what people ask in their own words."""

from channels.core.protocol import Done, Page
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.faq import (
    answering,
    aside,
    bulk,
    cards,
    deflection,
    learning,
    reads,
    reminding,
    saying,
    service,
    settings,
    threads,
)
from channels.faq import protocol as p
from channels.faq.tables import (
    FaqChannelRow,
    FaqDayRow,
    FaqEntryRow,
    FaqQuestionRow,
    FaqVectorRow,
    FaqVoiceRow,
)
from channels.messages.facts import AnswerAccepted, Posted
from channels.messages.protocol import MessageView

SLICE = Slice(
    name="faq",
    tables=(
        FaqEntryRow, FaqVectorRow, FaqVoiceRow, FaqChannelRow, FaqQuestionRow, FaqDayRow,
    ),
    operations=(
        write("faq.add", p.AddEntry, Right.CREATE, service.add, returns=p.FaqEntryView),
        write("faq.change", p.ChangeEntry, Right.SELF, service.change, returns=p.FaqEntryView),
        write("faq.remove", p.RemoveEntry, Right.SELF, service.remove, returns=Done),
        read("faq.get", p.GetEntry, Right.SELF, reads.get, returns=p.FaqEntryView),
        read(
            "faq.list", p.ListEntries, Right.SELF, reads.list_entries,
            returns=Page[p.FaqEntryView],
        ),
        write(
            "faq.import", p.ImportEntries, Right.CREATE, bulk.import_entries,
            returns=p.FaqImportView, cost=5,
        ),
        read(
            "faq.export", p.ExportEntries, Right.SELF, bulk.export_entries,
            returns=p.FaqExportView, cost=5,
        ),
        write("faq.answer", p.AskHere, Right.READ, aside.answer, returns=MessageView),
        write(
            "faq.choose_aside", p.ChooseAside, Right.READ, aside.choose, returns=MessageView
        ),
        write("faq.rate_aside", p.RateAside, Right.SELF, aside.rate, returns=Done),
        read("faq.ask", p.AskFaq, Right.SELF, reads.ask, returns=p.FaqFound),
        write(
            "faq.configure", p.ConfigureFaq, Right.MANAGE, settings.configure,
            returns=p.FaqChannelView,
        ),
        read(
            "faq.settings", p.GetFaqSettings, Right.READ, settings.get_settings,
            returns=p.FaqChannelView,
        ),
        write("faq.rate", p.RateAnswer, Right.READ, saying.rate, returns=Done),
        write("faq.choose", p.ChooseAnswer, Right.READ, saying.choose, returns=Done),
        read("faq.report", p.GetFaqReport, Right.CREATE, deflection.report, returns=p.FaqReport),
        write("faq.say", p.SayAnswer, Right.POST, saying.say, returns=Done, internal=True),
        write(
            "faq.remind", p.RemindOwner, Right.POST, reminding.remind, returns=Done, internal=True
        ),
        write(
            "faq.keep_vectors", p.KeepVectors, Right.SELF, learning.keep,
            returns=Done, internal=True,
        ),
    ),
    events=(p.FaqEntryChanged, p.FaqEntryRemoved, p.FaqImported, p.FaqCardChanged),
    reactors={
        Posted: (answering.on_posted,),
        AnswerAccepted: (threads.on_accepted,),
    },
    decorators={MessageView: (cards.add_cards,)},
)  # fmt: skip
