// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/source/prismalayout.h"

#include "migration/source/layout.h"
#include "migration/source/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

namespace {

// provider = "postgresql", as Prisma writes it; of TOML no more is needed.
void checkLockFile(const QByteArray &text, std::vector<Problem> &problems)
{
    qsizetype number = 0;
    for (const QByteArray &raw : text.split('\n')) {
        ++number;
        const QByteArray line = raw.trimmed();
        const qsizetype equals = line.indexOf('=');
        if (line.startsWith('#') || equals < 0 || line.left(equals).trimmed() != "provider")
            continue;
        QByteArray value = line.mid(equals + 1);
        if (const qsizetype comment = value.indexOf('#'); comment >= 0)
            value.truncate(comment);
        value = value.trimmed();
        if (value != "\"postgresql\"" && value != "'postgresql'")
            problems.push_back(
                {ProblemKind::BadPack, QString(PrismaLockFile), number,
                 tr("The migrations are for %1, not for postgresql").arg(QString::fromUtf8(value)), true});
        return;
    }
    problems.push_back(
        {ProblemKind::BadPack, QString(PrismaLockFile), 0, tr("%1 has no provider").arg(PrismaLockFile), true});
}

Migration readMigration(const QString &folder, const Files &files, const QSet<QString> &unread)
{
    Migration migration;
    migration.version = Version::named(folder);
    migration.name = prismaTitle(folder);
    const QString up = folder + u'/' + PrismaUpFile;
    if (files.contains(up))
        migration.up = readScript(up, files.value(up), Part::Up, migration.problems);
    else // Prisma stops at such a folder as well
        migration.problems.push_back(
            {ProblemKind::MissingUp, up, 0, tr("The folder %1 contains no %2").arg(folder, PrismaUpFile), true});
    const auto down = files.find(folder + u'/' + PrismaDownFile);
    addDown(migration, up, down == files.end() ? std::nullopt : std::optional(down), unread);
    return migration;
}

void noteStray(const QString &file, const QString &message, Source &source)
{
    source.problems.push_back({ProblemKind::StrayFile, file, 0, message, false});
}

bool isDigit(QChar c) { return c >= u'0' && c <= u'9'; }
bool isSmall(QChar c) { return c >= u'a' && c <= u'z'; }
bool isCapital(QChar c) { return c >= u'A' && c <= u'Z'; }

} // namespace

bool isSurelyBefore(const QString &a, const QString &b)
{
    const auto [left, right] = std::ranges::mismatch(a, b);
    if (left == a.end())
        return true; // the beginning of another comes first everywhere
    const auto pair = [&](auto first, auto second) { return first(*left) && second(*right); };
    return right != b.end()
        && (pair(isDigit, isDigit) || pair(isSmall, isSmall) || pair(isCapital, isCapital) || pair(isDigit, isSmall)
            || pair(isDigit, isCapital));
}

QString prismaTitle(const QString &folder)
{
    const std::optional<Version> digits = Version::leading(folder);
    const QString rest = digits ? folder.mid(digits->text().size()) : QString();
    return rest.size() > 1 && rest[0] == u'_' ? rest.mid(1) : folder;
}

Pack prismaPack()
{
    Pack pack;
    pack.layout = Layout::Prisma;
    pack.history = u"prisma"_s;
    return pack;
}

void parsePrismaLayout(const Files &files, const QSet<QString> &unread, Source &source)
{
    std::vector<Version> folders;
    for (auto it = files.begin(); it != files.end(); ++it) {
        const qsizetype slash = it.key().indexOf(u'/');
        const bool sql = it.key().endsWith(".sql"_L1, Qt::CaseInsensitive);
        const QString file = it.key().mid(slash + 1);
        if (slash >= 0)
            folders.push_back(Version::named(it.key().left(slash)));
        if (slash < 0 && it.key() == PrismaLockFile)
            checkLockFile(it.value(), source.problems);
        else if (slash < 0 && sql)
            noteStray(
                it.key(), tr("%1 is not in a folder of its own, as Prisma requires, and is ignored").arg(it.key()),
                source);
        else if (sql && file != PrismaUpFile && file != PrismaDownFile)
            noteStray(
                it.key(), tr("%1 is neither %2 nor %3 and is ignored").arg(it.key(), PrismaUpFile, PrismaDownFile),
                source);
    }
    if (!files.contains(PrismaLockFile))
        noteStray(
            QString(PrismaLockFile),
            tr("%1 is missing; Prisma creates it with the first migration").arg(PrismaLockFile), source);
    std::ranges::sort(folders);
    folders.erase(std::unique(folders.begin(), folders.end()), folders.end());
    source.migrations.reserve(folders.size());
    for (const Version &folder : folders) {
        if (!source.migrations.empty() && !isSurelyBefore(source.migrations.back().version.text(), folder.text()))
            source.problems.push_back(
                {ProblemKind::AmbiguousOrder, folder.text(), 0,
                 tr("Prisma versions disagree which comes first, %1 or %2; make the names begin with different "
                    "timestamps")
                     .arg(source.migrations.back().version.text(), folder.text()),
                 false});
        source.migrations.push_back(readMigration(folder.text(), files, unread));
    }
}

} // namespace howdah::migration
