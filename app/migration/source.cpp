// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/source.h"

#include "migration/checksum.h"
#include "migration/folderreader.h"
#include "migration/pack.h"
#include "migration/scripttext.h"

#include <QCoreApplication>
#include <QDir>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace howdah::migration {

static QString tr(const char *text) { return QCoreApplication::translate("Migration", text); }

const Migration *Source::find(const Version &version) const
{
    const auto found = std::ranges::lower_bound(migrations, version, {}, &Migration::version);
    return found != migrations.end() && found->version == version ? &*found : nullptr;
}

std::vector<Problem> Source::allProblems() const
{
    std::vector<Problem> all = problems;
    for (const Migration &migration : migrations)
        all.insert(all.end(), migration.problems.begin(), migration.problems.end());
    return all;
}

namespace {

struct FileName
{
    Version version;
    QString name;
    bool down = false;
};

// <version>-<name>.up.sql; '_' stands for '-' after the version as well.
std::optional<FileName> readFileName(const QString &file)
{
    FileName result;
    QString stem;
    if (file.endsWith(".up.sql"_L1))
        stem = file.chopped(7);
    else if (file.endsWith(".down.sql"_L1))
        stem = file.chopped(9);
    else
        return std::nullopt;
    const std::optional<Version> version = Version::leading(stem);
    if (!version)
        return std::nullopt;
    const QString rest = stem.mid(version->text().size());
    if (rest.size() < 2 || (rest[0] != u'-' && rest[0] != u'_'))
        return std::nullopt;
    result.version = *version;
    result.name = rest.mid(1);
    result.down = file.endsWith(".down.sql"_L1);
    return result;
}

Script readScript(const QString &file, const QByteArray &bytes, std::vector<Problem> &problems)
{
    Script script;
    script.file = file;
    script.checksum = checksum(bytes);
    script.text = bytes.startsWith(ByteOrderMark) ? bytes.mid(ByteOrderMark.size()) : bytes;
    if (const qsizetype line = firstLineNotUtf8(script.text)) {
        const bool utf16 = bytes.startsWith("\xFF\xFE") || bytes.startsWith("\xFE\xFF");
        problems.push_back(
            {ProblemKind::NotUtf8, file, line,
             utf16 ? tr("The file is UTF-16; save it as UTF-8") : tr("The file is not UTF-8; save it as UTF-8"), true});
    } else if (const qsizetype nul = script.text.indexOf('\0'); nul >= 0) {
        const qsizetype nulLine = 1 + std::count(script.text.begin(), script.text.begin() + nul, '\n');
        problems.push_back(
            {ProblemKind::ContainsNul, file, nulLine, tr("The file contains a NUL byte, which PostgreSQL cannot read"),
             true});
    }
    script.transaction = wantsTransaction(script.text);
    for (const Directive &directive : leadingDirectives(script.text)) {
        if (directive.text != "transaction on" && directive.text != "transaction off")
            problems.push_back(
                {ProblemKind::UnknownDirective, file, directive.line,
                 tr("The directive \"%1\" is unknown; known are \"transaction on\" and \"transaction off\"")
                     .arg(QString::fromUtf8(directive.text)),
                 true});
    }
    return script;
}

// The files of one version, by direction.
struct Pair
{
    QString name;
    bool sameName = true;
    QStringList up;
    QStringList down;
};

Problem duplicateProblem(const Version &version, const QStringList &files)
{
    return {
        ProblemKind::DuplicateVersion, files.value(1), 0,
        tr("Version %1 is used more than once: %2").arg(version.text(), files.join(u", "_s)), true};
}

Problem unreadableProblem(const QString &file, const QString &reason)
{
    return {ProblemKind::Unreadable, file, 0, tr("%1 cannot be read: %2").arg(file, reason), true};
}

Migration readMigration(const Pair &pair, const Files &files, const QSet<QString> &unread)
{
    Migration migration;
    const QString first = pair.up.isEmpty() ? pair.down.first() : pair.up.first();
    migration.version = *Version::leading(first); // as the up file spells it
    migration.name = pair.name;
    if (pair.up.isEmpty())
        migration.problems.push_back(
            {ProblemKind::MissingUp, first, 0, tr("%1 has no up file beside it").arg(first), true});
    else
        migration.up = readScript(first, files.value(first), migration.problems);
    if (pair.down.isEmpty())
        migration.problems.push_back(
            {ProblemKind::MissingDown, first, 0,
             tr("%1 has no down file beside it, so it cannot be rolled back").arg(first), false});
    else if (unread.contains(pair.down.first()))
        migration.down = Script{.file = pair.down.first(), .read = false};
    else
        migration.down = readScript(pair.down.first(), files.value(pair.down.first()), migration.problems);
    return migration;
}

} // namespace

Source parseSource(const Files &files, const QSet<QString> &unread)
{
    Source source;
    std::map<Version, Pair> pairs;
    for (auto it = files.begin(); it != files.end(); ++it) {
        if (it.key() == "pack.yaml"_L1) {
            source.pack = parsePack(it.value(), source.problems);
        } else if (const std::optional<FileName> name = readFileName(it.key())) {
            Pair &pair = pairs[name->version];
            pair.sameName = pair.sameName && (pair.name.isEmpty() || pair.name == name->name);
            pair.name = name->name;
            (name->down ? pair.down : pair.up) << it.key();
        } else if (it.key().endsWith(".sql"_L1, Qt::CaseInsensitive)) {
            source.problems.push_back(
                {ProblemKind::StrayFile, it.key(), 0,
                 tr("%1 is not named <version>-<name>.up.sql or .down.sql and is left out").arg(it.key()), false});
        }
    }
    source.migrations.reserve(pairs.size());
    for (const auto &[version, pair] : pairs) {
        if (pair.up.size() > 1 || pair.down.size() > 1 || !pair.sameName)
            source.problems.push_back(duplicateProblem(version, pair.up.size() > 1 ? pair.up : pair.up + pair.down));
        source.migrations.push_back(readMigration(pair, files, unread));
    }
    return source;
}

Result<Source> readSource(const QString &folder, ReadDepth depth)
{
    const Result<FolderFiles> found = readFolder(folder, depth);
    if (!found)
        return fail(found.error());
    Source source = parseSource(found->files, found->unread);
    source.folder = QDir::cleanPath(QDir(folder).absolutePath());
    for (auto it = found->unreadable.begin(); it != found->unreadable.end(); ++it)
        source.problems.push_back(unreadableProblem(it.key(), it.value()));
    return source;
}

void readDownFiles(Source &source, const std::vector<Version> &versions)
{
    for (const Version &version : versions) {
        const auto found = std::ranges::lower_bound(source.migrations, version, {}, &Migration::version);
        if (found == source.migrations.end() || found->version != version || !found->down || found->down->read)
            continue;
        const QString file = found->down->file;
        if (const auto bytes = readFolderFile(source.folder, file))
            found->down = readScript(file, *bytes, found->problems);
        else
            found->problems.push_back(unreadableProblem(file, bytes.error()));
    }
}

} // namespace howdah::migration
