// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/list/promptoverview.h"

#include "base/figures.h"
#include "base/enumtable.h"
#include "base/propagate.h"
#include "common/quantities.h"
#include "common/tr.h"
#include "prompt/models.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::ActivationRecord;
using prompt::CellState;
using prompt::PromptTable;
using prompt::StoredPrompt;

const StoredPrompt *PromptOverview::find(const QString &id) const
{
    const auto found = std::ranges::find(prompts, id, &StoredPrompt::id);
    return found == prompts.end() ? nullptr : &*found;
}

const StoredPrompt *PromptOverview::active(const QString &name) const
{
    const auto found = std::ranges::find_if(prompts, [&name](const StoredPrompt &one) {
        return one.prompt.name == name && one.prompt.active.value_or(false);
    });
    return found == prompts.end() ? nullptr : &*found;
}

const ActivationRecord *PromptOverview::lastActivation(const QString &id) const
{
    const auto found = std::ranges::find(history, id, &ActivationRecord::activatedId);
    return found == history.end() ? nullptr : &*found;
}

qsizetype PromptOverview::count(CellState state) const
{
    return std::ranges::count(prompts, state, &StoredPrompt::state);
}

int PromptAssessment::count(const QString &promptId, prompt::LintSeverity severity) const
{
    const auto found = byPromptId.constFind(promptId);
    if (found == byPromptId.cend())
        return 0;
    return int(std::ranges::count_if(*found, [&](size_t at) { return findings[at].severity == severity; }));
}

static Result<PromptTable> chooseTable(const std::vector<PromptTable> &tables, const QString &wanted)
{
    const auto named = std::ranges::find(tables, wanted, &prompt::qualifiedName);
    return named == tables.end() ? tables.front() : *named;
}

Result<std::shared_ptr<const PromptOverview>> readPromptOverview(
    connection::Session &session, const prompt::KeyRing &keys, const std::optional<PromptTable> &mapping,
    const QString &wanted)
{
    auto overview = std::make_shared<PromptOverview>();
    ASSIGN_OR_RETURN(auto tables, prompt::findPromptTables(session, mapping));
    overview->table = *chooseTable(tables, wanted);
    overview->tables = std::move(tables);
    ASSIGN_OR_RETURN(auto prompts, prompt::readPrompts(session, overview->table, keys));
    overview->prompts = std::move(prompts);
    // Calls and history may be closed to this user: the prompts are readable all the same.
    if (const auto calls = prompt::readCalls(session, overview->table)) {
        for (const prompt::Usage &usage : *calls)
            overview->usage.insert(usage.id, usage);
    } else if (calls.error().kind == ErrorKind::Connection || calls.error().kind == ErrorKind::Cancelled) {
        return fail(calls.error());
    }
    if (auto history = prompt::readActivations(session, overview->table))
        overview->history = std::move(*history);
    const auto models = prompt::knownModels();
    overview->models = models ? *models : prompt::builtInModels();
    overview->modelsProblem = models ? QString() : describe(models.error());
    return overview;
}

std::shared_ptr<const PromptAssessment> assessPrompts(const PromptOverview &overview)
{
    auto assessment = std::make_shared<PromptAssessment>();
    prompt::LintFacts facts;
    facts.table = overview.table;
    facts.usage = {overview.usage.cbegin(), overview.usage.cend()};
    facts.models = overview.models;
    facts.now = QDateTime::currentDateTimeUtc();
    assessment->findings = prompt::lintStored(overview.prompts, facts);
    for (size_t i = 0; i < assessment->findings.size(); ++i)
        assessment->byPromptId[assessment->findings[i].promptId].push_back(i);
    assessment->index = prompt::PromptIndex(overview.prompts);
    return assessment;
}

// ---- words

bool isReadable(CellState state) { return state == CellState::Plain || state == CellState::Open; }

static constexpr std::array cellStateTexts{
    EnumText{CellState::Plain, QT_TRANSLATE_NOOP("Window", "not encrypted")},
    EnumText{CellState::Open, QT_TRANSLATE_NOOP("Window", "decrypted")},
    EnumText{CellState::Locked, QT_TRANSLATE_NOOP("Window", "key missing")},
    EnumText{CellState::WrongKey, QT_TRANSLATE_NOOP("Window", "wrong key")},
    EnumText{CellState::Damaged, QT_TRANSLATE_NOOP("Window", "damaged")},
};
static_assert(isWholeTable(cellStateTexts));

QString stateWord(CellState state) { return tr(textIn(cellStateTexts, state)); }

QString stateSentence(const StoredPrompt &stored)
{
    switch (stored.state) {
    case CellState::Plain:
    case CellState::Open:
        return {};
    case CellState::Locked:
        return tr("The text is encrypted with the key \"%1\", which is not available.").arg(stored.keyId);
    case CellState::WrongKey:
        return tr("The text is encrypted with a different key than the available \"%1\".").arg(stored.keyId);
    case CellState::Damaged:
        return tr("The encrypted text was altered, truncated or moved here from another row: it cannot be decrypted.");
    }
    return {};
}

Tone stateTone(CellState state)
{
    switch (state) {
    case CellState::Open:
        return Tone::Applied;
    case CellState::Plain:
        return Tone::Edited;
    case CellState::Locked:
        return Tone::Baseline;
    case CellState::WrongKey:
    case CellState::Damaged:
        return Tone::Failed;
    }
    return Tone::Neutral;
}

static constexpr std::array cellStateNames{
    EnumName{CellState::Plain, "dialog-warning"_L1}, EnumName{CellState::Open, "object-unlocked"_L1},
    EnumName{CellState::Locked, "object-locked"_L1}, EnumName{CellState::WrongKey, "dialog-error"_L1},
    EnumName{CellState::Damaged, "dialog-error"_L1},
};
static_assert(isWholeTable(cellStateNames));

QString stateIcon(CellState state) { return nameIn(cellStateNames, state); }

QString callsWord(qint64 calls)
{
    if (calls <= 0)
        return tr("never used");
    if (calls >= prompt::CountedCalls)
        return tr("%1 calls or more").arg(countText(prompt::CountedCalls));
    return tr("%n calls", nullptr, int(calls));
}

QString serverTimeWords(const QString &time)
{
    QDateTime at = parseServerTime(time);
    if (!at.isValid())
        at = parseServerTime(time + u"+00"_s); // without a zone it is UTC
    if (!at.isValid())
        return time;
    return relativeTime(at, QDateTime::currentDateTime());
}

QString activationWords(const PromptOverview &overview, const ActivationRecord &record)
{
    const auto version = [&overview](const QString &id) {
        const StoredPrompt *stored = overview.find(id);
        return stored ? stored->prompt.version : tr("a deleted version");
    };
    if (record.activatedId.isEmpty())
        return tr("Deactivated %1").arg(version(record.replacedId));
    if (record.action == "baseline"_L1)
        return tr("%1 was active when the history started").arg(version(record.activatedId));
    const bool back = record.action == "rollback"_L1;
    if (record.replacedId.isEmpty())
        return tr("Activated %1").arg(version(record.activatedId));
    return (back ? tr("Rolled back to %1 from %2") : tr("Activated %1 in place of %2"))
        .arg(version(record.activatedId), version(record.replacedId));
}

} // namespace howdah::ui
