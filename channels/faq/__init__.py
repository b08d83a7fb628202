"""The FAQ: questions with their answers, found by what people ask in their own words."""

from channels.core.protocol import Done, Page
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.faq import bulk, learning, reads, service
from channels.faq import protocol as p
from channels.faq.tables import FaqChannelRow, FaqEntryRow, FaqQuestionRow, FaqVectorRow

SLICE = Slice(
    name="faq",
    tables=(FaqEntryRow, FaqVectorRow, FaqChannelRow, FaqQuestionRow),
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
        write(
            "faq.keep_vectors", p.KeepVectors, Right.SELF, learning.keep,
            returns=Done, internal=True,
        ),
    ),
    events=(p.FaqEntryChanged, p.FaqEntryRemoved, p.FaqImported),
)  # fmt: skip
