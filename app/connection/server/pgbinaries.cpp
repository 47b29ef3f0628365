// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/pgbinaries.h"

#include "connection/tr.h"

#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

constexpr int answerTimeoutMs = 10'000;

QString outputOf(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(program, arguments, QIODevice::ReadOnly);
    if (!process.waitForFinished(answerTimeoutMs) || process.exitCode() != 0)
        return {};
    return QString::fromLocal8Bit(process.readAllStandardOutput()).trimmed();
}

// Only these two: the server is started and stopped without pg_ctl, which hands the data folder to a shell unquoted.
bool isComplete(const QString &folder)
{
    return std::ranges::all_of(QStringList{u"initdb"_s, u"postgres"_s}, [&](const QString &name) {
        const QFileInfo program(folder + u'/' + name);
        return program.isFile() && program.isExecutable();
    });
}

std::optional<PgBinaries> binariesIn(const QString &folder)
{
    if (folder.isEmpty() || !isComplete(folder))
        return {};
    // "postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)", "postgres (PostgreSQL) 18beta1"
    static const QRegularExpression number(uR"(\)\s+(\d+))"_s);
    const auto match = number.match(outputOf(folder + u"/postgres"_s, {u"--version"_s}));
    if (!match.hasMatch())
        return {};
    // Behind links (/usr/local/bin/postgres, say) lies the folder that holds psql and pg_dump of the same version, too.
    const QString real = QFileInfo(QFileInfo(folder + u"/postgres"_s).canonicalFilePath()).path();
    return PgBinaries{isComplete(real) ? real : QDir(folder).absolutePath(), match.captured(1).toInt()};
}

QList<PgBinaries> distributionBinaries(const QStringList &patterns)
{
    QList<PgBinaries> found;
    for (const QString &pattern : patterns)
        for (const QString &folder : foldersLike(pattern))
            if (const auto binaries = binariesIn(folder))
                found << *binaries;
    std::ranges::stable_sort(found, std::greater{}, &PgBinaries::majorVersion);
    return found;
}

std::unexpected<Error> notFound(std::optional<int> major, const QList<PgBinaries> &others)
{
    if (!major)
        return fail(
            ErrorKind::NotFound, tr("No PostgreSQL server programs (initdb, postgres) were found on this machine"),
            tr("Install them (Debian, Ubuntu: `apt install postgresql`; Fedora: `dnf install postgresql-server`; "
               "macOS: `brew install postgresql`), or name their folder in HOWDAH_PG_BINDIR"));
    QStringList seen;
    for (const PgBinaries &other : others)
        seen << tr("%1 in %2").arg(other.majorVersion).arg(other.folder);
    return fail(
        ErrorKind::NotFound,
        tr("PostgreSQL %1 is needed; found: %2").arg(*major).arg(seen.isEmpty() ? tr("none") : seen.join(u", "_s)),
        tr("Install that version (Debian, Ubuntu: `apt install postgresql-%1`), or name its folder in HOWDAH_PG_BINDIR")
            .arg(*major));
}

} // namespace

QStringList foldersLike(const QString &pattern)
{
    QStringList found{u"/"_s};
    for (const QString &part : pattern.split(u'/', Qt::SkipEmptyParts)) {
        QStringList next;
        for (const QString &folder : std::as_const(found)) {
            if (!part.contains(u'*'))
                next << QDir(folder).filePath(part);
            else
                for (const QString &name : QDir(folder).entryList({part}, QDir::Dirs | QDir::NoDotAndDotDot))
                    next << QDir(folder).filePath(name);
        }
        found = next;
    }
    return found;
}

SearchPlaces SearchPlaces::ofThisMachine()
{
    return {
        qEnvironmentVariable("PATH").split(QDir::listSeparator(), Qt::SkipEmptyParts),
        QStandardPaths::findExecutable(u"pg_config"_s),
        {u"/usr/lib/postgresql/*/bin"_s, u"/usr/pgsql-*/bin"_s, u"/usr/lib/postgresql*/bin"_s,
         u"/usr/libexec/postgresql*"_s, u"/usr/local/pgsql/bin"_s, u"/usr/local/pgsql-*/bin"_s,
         u"/opt/homebrew/opt/postgresql@*/bin"_s, u"/usr/local/opt/postgresql@*/bin"_s,
         u"/Applications/Postgres.app/Contents/Versions/*/bin"_s}};
}

Result<PgBinaries> findBinaries(const QString &preferred, std::optional<int> major, const SearchPlaces &places)
{
    QList<PgBinaries> others;
    const auto fits = [&](const PgBinaries &binaries) {
        if (!major || binaries.majorVersion == *major)
            return true;
        if (!others.contains(binaries))
            others << binaries;
        return false;
    };

    const QString chosen = preferred.isEmpty() ? qEnvironmentVariable("HOWDAH_PG_BINDIR") : preferred;
    if (!chosen.isEmpty()) {
        const auto binaries = binariesIn(chosen);
        if (!binaries)
            return fail(
                ErrorKind::NotFound, tr("The folder %1 does not contain PostgreSQL's initdb and postgres").arg(chosen),
                tr("Name the folder that `pg_config --bindir` prints, or leave the choice to Howdah"));
        if (fits(*binaries))
            return *binaries;
    }
    for (const QString &folder : places.path)
        if (const auto binaries = binariesIn(folder); binaries && fits(*binaries))
            return *binaries;
    if (!places.pgConfig.isEmpty())
        if (const auto binaries = binariesIn(outputOf(places.pgConfig, {u"--bindir"_s})); binaries && fits(*binaries))
            return *binaries;
    for (const PgBinaries &binaries : distributionBinaries(places.distributions))
        if (fits(binaries))
            return binaries;
    return notFound(major, others);
}

} // namespace howdah::connection
