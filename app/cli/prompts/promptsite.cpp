// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/prompts/promptsite.h"

#include "base/enumtable.h"
#include "base/plainfile.h"

#include "base/propagate.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"

#include <QFile>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace prompt;

std::unique_ptr<KeyStore> keyStoreOf(const PromptPlace &place)
{
    if (place.keyFile.isEmpty())
        return std::make_unique<KeychainKeyStore>();
    return std::make_unique<FileKeyStore>(place.keyFile);
}

QString keyStoreName(const PromptPlace &place) { return place.keyFile.isEmpty() ? tr("the keychain") : place.keyFile; }

static Result<std::optional<PromptTable>> readMapping(const QString &file)
{
    if (file.isEmpty())
        return std::optional<PromptTable>();
    const Result<QByteArray> mapping = readPlainFile(file);
    if (!mapping)
        return fail(ErrorKind::Usage, mapping.error().message, mapping.error().hint);
    ASSIGN_OR_RETURN(PromptTable table, parseTableMapping(*mapping, file));
    return std::optional(std::move(table));
}

static Result<PromptTable> chooseTable(std::vector<PromptTable> tables, const QString &wanted)
{
    QStringList names;
    for (PromptTable &table : tables) {
        names << qualifiedName(table);
        if (wanted == names.last() || wanted == table.name)
            return std::move(table);
    }
    if (!wanted.isEmpty())
        return fail(
            ErrorKind::Usage, tr("There is no prompt table %1; there are: %2").arg(wanted, names.join(u", "_s)));
    if (tables.size() > 1)
        return fail(
            ErrorKind::Usage, tr("There are several prompt tables: %1").arg(names.join(u", "_s)),
            tr("Name one with --table."));
    return std::move(tables.front());
}

int openPromptSite(PromptSite &site, Output &output, const PromptPlace &place, PromptUse use)
{
    if (use == PromptUse::Reading)
        site.target.readOnly();
    const Result<std::optional<PromptTable>> mapping = readMapping(place.mapping);
    if (!mapping)
        return failed(output, mapping.error(), Stage::Words);
    if (auto opened = site.target.open(output, place.database, u"prompts"_s); !opened)
        return failed(output, opened.error(), Stage::Opening);
    Result<std::vector<PromptTable>> tables = findPromptTables(site.session(), *mapping);
    if (!tables)
        return failed(output, tables.error(), Stage::Running);
    Result<PromptTable> table = chooseTable(std::move(*tables), place.table);
    if (!table)
        return failed(output, table.error(), Stage::Running);
    site.table = std::move(*table);
    Result<KeyRing> keys = keyStoreOf(place)->load();
    if (keys)
        site.keys = std::move(*keys);
    else
        site.keyProblem = keys.error().kind == ErrorKind::NotFound
                            ? tr("There are no keys in %1 yet; create one with `howdahctl prompts keys create`")
                                  .arg(keyStoreName(place))
                            : describe(keys.error());
    return ExitOk;
}

int readAll(PromptSite &site, Output &output, std::vector<StoredPrompt> &prompts)
{
    Result<std::vector<StoredPrompt>> read = readPrompts(site.session(), site.table, site.keys);
    if (!read)
        return failed(output, read.error(), Stage::Running);
    prompts = std::move(*read);
    const auto closed = std::count_if(prompts.begin(), prompts.end(), [](const StoredPrompt &p) { return !isOpen(p); });
    if (closed > 0 && !site.keyProblem.isEmpty())
        output.err << tr("%1 of %2 system prompts cannot be decrypted. %3")
                          .arg(closed)
                          .arg(prompts.size())
                          .arg(site.keyProblem)
                   << Qt::endl;
    return ExitOk;
}

Result<StoredPrompt> findVersion(const std::vector<StoredPrompt> &prompts, const QString &reference)
{
    const StoredPrompt *found = nullptr;
    const qsizetype at = reference.lastIndexOf(u'@');
    for (const StoredPrompt &stored : prompts) {
        const Prompt &p = stored.prompt;
        if (p.promptId == reference)
            return stored;
        const bool isNamed =
            at > 0 && p.name == QStringView(reference).left(at) && p.version == QStringView(reference).mid(at + 1);
        if (isNamed || (p.name == reference && p.active.value_or(false)))
            found = &stored;
    }
    if (found)
        return *found;
    return fail(
        ErrorKind::NotFound, tr("There is no prompt %1 in the database").arg(reference),
        tr("Name it by its identifier, as \"name@version\", or by the name of one that is active; "
           "`howdahctl prompts list` shows them."));
}

bool isOpen(const StoredPrompt &stored) { return stored.state == CellState::Open || stored.state == CellState::Plain; }

Error lockedError(const StoredPrompt &stored, const PromptSite &site)
{
    const QString name = stored.prompt.promptId;
    switch (stored.state) {
    case CellState::WrongKey:
        return makeError(
            ErrorKind::Permission, tr("%1 is encrypted with a different key named %2").arg(name, stored.keyId),
            tr("Restore the right key from its backup."));
    case CellState::Damaged:
        return makeError(
            ErrorKind::Invalid, tr("%1 is damaged: its text was altered, truncated or moved").arg(name),
            tr("Restore it from a database backup or an exported file."));
    case CellState::Locked:
    case CellState::Plain:
    case CellState::Open:
        break;
    }
    return makeError(
        ErrorKind::Permission, tr("%1 is encrypted with the key %2, which is not available").arg(name, stored.keyId),
        site.keyProblem);
}

static constexpr std::array cellStateNames{
    EnumName{CellState::Plain, "plain"_L1},     EnumName{CellState::Open, "open"_L1},
    EnumName{CellState::Locked, "locked"_L1},   EnumName{CellState::WrongKey, "wrong-key"_L1},
    EnumName{CellState::Damaged, "damaged"_L1},
};
static_assert(isWholeTable(cellStateNames));

QString stateName(CellState state) { return nameIn(cellStateNames, state); }

int dryRun(Output &output)
{
    output.err << tr("Nothing was written. Use --yes to do this.") << Qt::endl;
    return ExitPending;
}

QString shown(const QString &text)
{
    static const bool terminal = isatty(STDOUT_FILENO) == 1;
    if (!terminal)
        return text;
    QStringList lines = text.split(u'\n');
    for (QString &line : lines)
        line = plainLine(line);
    return lines.join(u'\n');
}

QJsonArray toJson(const std::vector<Loss> &losses)
{
    QJsonArray list;
    for (const Loss &loss : losses)
        list.append(QJsonObject{{u"prompt"_s, loss.prompt}, {u"field"_s, loss.field}, {u"reason"_s, loss.reason}});
    return list;
}

void printLosses(Output &output, const std::vector<Loss> &losses)
{
    for (const Loss &loss : losses)
        output.err << plainLine(tr("lost: %1, %2: %3").arg(loss.prompt, loss.field, loss.reason)) << Qt::endl;
}

} // namespace howdah::cli
