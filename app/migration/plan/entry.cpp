// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/enumtable.h"
#include "migration/plan/entry.h"
#include "migration/source/tr.h"

#include <QCoreApplication>

#include <map>

using namespace Qt::StringLiterals;

namespace howdah::migration {

static constexpr std::array stateNames{
    EnumName{State::Pending, "pending"_L1},          EnumName{State::Applied, "applied"_L1},
    EnumName{State::OutOfOrder, "out-of-order"_L1},  EnumName{State::Edited, "edited"_L1},
    EnumName{State::MissingFile, "missing-file"_L1}, EnumName{State::Failed, "failed"_L1},
    EnumName{State::Interrupted, "interrupted"_L1},  EnumName{State::Running, "running"_L1},
    EnumName{State::RolledBack, "rolled-back"_L1},   EnumName{State::Baseline, "baseline"_L1},
    EnumName{State::Skipped, "skipped"_L1},          EnumName{State::Unknown, "unknown"_L1},
};
static_assert(isWholeTable(stateNames));

QString stateName(State state) { return nameIn(stateNames, state); }

static constexpr std::array stateTexts{
    EnumText{State::Pending, QT_TRANSLATE_NOOP("Migration", "pending")},
    EnumText{State::Applied, QT_TRANSLATE_NOOP("Migration", "applied")},
    EnumText{State::OutOfOrder, QT_TRANSLATE_NOOP("Migration", "out of order")},
    EnumText{State::Edited, QT_TRANSLATE_NOOP("Migration", "edited")},
    EnumText{State::MissingFile, QT_TRANSLATE_NOOP("Migration", "missing file")},
    EnumText{State::Failed, QT_TRANSLATE_NOOP("Migration", "failed")},
    EnumText{State::Interrupted, QT_TRANSLATE_NOOP("Migration", "interrupted")},
    EnumText{State::Running, QT_TRANSLATE_NOOP("Migration", "running")},
    EnumText{State::RolledBack, QT_TRANSLATE_NOOP("Migration", "rolled back")},
    EnumText{State::Baseline, QT_TRANSLATE_NOOP("Migration", "baseline")},
    EnumText{State::Skipped, QT_TRANSLATE_NOOP("Migration", "skipped")},
    EnumText{State::Unknown, QT_TRANSLATE_NOOP("Migration", "unknown")},
};
static_assert(isWholeTable(stateTexts));

QString stateText(State state) { return tr(textIn(stateTexts, state)); }

QString matchText(ChecksumMatch match)
{
    switch (match) {
    case ChecksumMatch::LineEnds:
        return tr("only line endings differ from what was applied");
    case ChecksumMatch::ByteOrderMark:
        return tr("only the byte order mark differs from what was applied");
    case ChecksumMatch::LineEndsOrBom:
        return tr("only line endings and the byte order mark differ from what was applied");
    case ChecksumMatch::Padding:
        return tr("only trailing whitespace differs from what was applied");
    case ChecksumMatch::Exact:
    case ChecksumMatch::Different:
        break;
    }
    return {};
}

bool Entry::isPending() const
{
    if (!migration || (record && (record->isApplied() || record->isPartial())))
        return false;
    return state == State::Pending || state == State::OutOfOrder || state == State::RolledBack
        || state == State::Failed;
}

namespace {

QString progressOf(const Record &record)
{
    QString text = tr("%1 of %2 statements ran").arg(record.statementsDone).arg(record.statementsTotal);
    // Written before and after each statement: between the two nobody but the server knows.
    if (record.statementsStarted > record.statementsDone)
        text += tr("; statement %1 may have run").arg(record.statementsDone + 1);
    return record.direction == Direction::Up ? text : tr("rolling back: %1").arg(text);
}

void judgeApplied(Entry &entry, const Record &record, const Migration *migration)
{
    entry.state = record.state == RecordState::Baseline ? State::Baseline : State::Applied;
    if (!migration) {
        entry.state = State::MissingFile;
        entry.downEdited = true;
        return;
    }
    const QByteArray downChecksum = migration->down ? migration->down->checksum : QByteArray();
    // Another tool that wrote the row knows of no down file: then there is nothing to compare with.
    const bool foreign = !record.version.identity().isEmpty() && record.checksumDown.isEmpty();
    const bool known = !migration->down || (migration->down->read && !foreign);
    entry.downEdited =
        known && downChecksum != record.checksumDown
        && (!migration->down || !isSameText(matchChecksum(migration->down->text, downChecksum, record.checksumDown)));
    QStringList notes;
    if (!record.checksumUp.isEmpty()) { // some histories keep none
        entry.match = matchChecksum(migration->up.text, migration->up.checksum, record.checksumUp);
        if (!isSameText(entry.match))
            entry.state = State::Edited;
        else if (entry.match != ChecksumMatch::Exact)
            notes << matchText(entry.match);
    }
    if (entry.downEdited)
        notes
            << (migration->down
                    ? tr("the down file was edited after it was applied, and a rollback runs the text as applied until "
                         "the file is accepted")
                    : tr("the down file from the time of applying is missing"));
    entry.note = notes.join(u"; "_s);
}

void judgeRecord(Entry &entry, const Record &record, const Migration *migration, bool lockHeld)
{
    switch (record.state) {
    case RecordState::Applied:
    case RecordState::Baseline:
        judgeApplied(entry, record, migration);
        break;
    case RecordState::Running:
        entry.state = lockHeld ? State::Running : State::Interrupted;
        entry.note = progressOf(record);
        break;
    case RecordState::Failed:
        entry.state = State::Failed;
        entry.note = record.isPartial() ? progressOf(record) + u": "_s + record.error : record.error;
        break;
    case RecordState::RolledBack:
        entry.state = State::RolledBack;
        break;
    case RecordState::Skipped:
        entry.state = State::Skipped;
        break;
    }
}

} // namespace

QString describe(const Entry &entry)
{
    const QString state = stateText(entry.state);
    return entry.note.isEmpty() ? state : tr("%1: %2").arg(state, entry.note);
}

std::vector<Entry> compare(const Source &source, const History &history)
{
    std::map<Version, Entry> all;
    for (size_t i = 0; i < source.migrations.size(); ++i) {
        const Migration &migration = source.migrations[i];
        all.emplace_hint(
            all.end(), migration.version,
            Entry{.version = migration.version, .name = migration.name, .state = State::Pending, .migration = i});
    }
    std::optional<Version> newest;
    auto next = all.begin(); // applied in order, as most are, each follows the one before
    for (const Record &record : history.records) {
        if (next == all.end() || next->first != record.version)
            next = all.try_emplace(record.version).first;
        Entry &entry = (next++)->second;
        entry.record = record;
        if (!entry.migration) {
            entry.version = record.version;
            entry.name = record.name;
        }
        if (record.isApplied() && (!newest || record.version > *newest))
            newest = record.version;
        judgeRecord(
            entry, record, entry.migration ? &source.migrations[*entry.migration] : nullptr,
            history.holder.has_value());
    }
    std::vector<Entry> entries;
    entries.reserve(all.size());
    for (auto &[version, entry] : all) {
        if (entry.state == State::Pending && newest && version < *newest)
            entry.state = State::OutOfOrder;
        // Rolled back and gone, or failed without a trace and gone: nothing is left to tell.
        if (entry.migration || !entry.record || entry.record->isApplied() || entry.record->isPartial())
            entries.push_back(std::move(entry));
    }
    return entries;
}

} // namespace howdah::migration
