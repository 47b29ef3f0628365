// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/source/create.h"

#include "base/propagate.h"
#include "base/writeproblem.h"
#include "migration/source/prismalayout.h"
#include "migration/source/tr.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace howdah::migration {

QString incremented(QString version)
{
    for (qsizetype i = version.size() - 1; i >= 0; --i) {
        if (version[i] < u'0' || version[i] > u'9')
            return version.left(i + 1) + u'1' + version.mid(i + 1);
        if (version[i] != u'9') {
            version[i] = QChar(char16_t(version[i].unicode() + 1));
            return version;
        }
        version[i] = u'0';
    }
    return u'1' + version;
}

namespace {

// "Add users table" becomes "add-users-table".
QString slug(const QString &title)
{
    QString text;
    for (const QChar c : title.trimmed().toLower()) {
        if (c.isLetterOrNumber() || c == u'_')
            text += c;
        else if (!text.isEmpty() && !text.endsWith(u'-'))
            text += u'-';
    }
    while (text.endsWith(u'-'))
        text.chop(1);
    return text;
}

QString nextVersion(const Source &source, const QDateTime &now)
{
    if (source.migrations.empty())
        return u"001"_s;
    const Version &newest = source.migrations.back().version;
    QString time;
    if (newest.text().size() == 14 && newest.text().startsWith(u'2'))
        time = now.toUTC().toString(u"yyyyMMddHHmmss"_s);
    else if (newest.text().size() == 13 && newest.text().startsWith(u'1'))
        time = QString::number(now.toMSecsSinceEpoch());
    // A version from the future, or made in the same second, still has to be followed.
    const std::optional<Version> version = Version::parse(time);
    return version && *version > newest ? time : incremented(newest.text());
}

// The time, or a moment after the newest one of the source: a version from the future, or made in the same second,
// still has to be followed.
QString timeAfter(const Source &source, const QString &time)
{
    QString next = time;
    for (const Migration &migration : source.migrations) {
        const std::optional<Version> digits = Version::leading(migration.version.text());
        const std::optional<Version> newest = Version::parse(next);
        if (digits && newest && digits->text().size() == time.size() && *digits >= *newest)
            next = incremented(digits->text());
    }
    return next;
}

// With Prisma, each migration has its folder.
Result<void> writeNew(const QDir &folder, const QString &name, const QString &text)
{
    if (name.contains(u'/') && !folder.mkpath(name.section(u'/', 0, -2)))
        return fail(ErrorKind::Io, tr("The folder of %1 cannot be created").arg(name));
    QFile file(folder.filePath(name));
    const auto failed = [&file] {
        return fail(ErrorKind::Io, tr("%1 cannot be written: %2").arg(file.fileName(), whyNotWritten(file)));
    };
    const QByteArray bytes = text.toUtf8();
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly))
        return failed();
    if (file.write(bytes) == bytes.size() && file.flush())
        return {};
    const auto error = failed();
    // Half a migration would be taken for a whole one. By its name: the object would not, as it cannot write what it
    // has.
    QFile::remove(file.fileName());
    return error;
}

} // namespace

Result<NewMigration> nextMigration(const Source &source, const QString &title, const QDateTime &now)
{
    const QString name = slug(title);
    if (name.isEmpty())
        return fail(ErrorKind::Usage, tr("The migration needs a name"), tr("For example: add-users"));
    switch (source.pack.layout) {
    case Layout::Howdah:
        break;
    case Layout::Prisma: {
        const QString time = timeAfter(source, now.toUTC().toString(u"yyyyMMddHHmmss"_s));
        const QString folder = time + u'_' + QString(name).replace(u'-', u'_');
        return NewMigration{folder + u'/' + PrismaUpFile, folder + u'/' + PrismaDownFile};
    }
    }
    const bool typeorm = source.pack.history == "typeorm"_L1;
    const QString version =
        typeorm ? timeAfter(source, QString::number(now.toMSecsSinceEpoch())) : nextVersion(source, now);
    const QString stem = version + u'-' + name;
    return NewMigration{stem + u".up.sql"_s, stem + u".down.sql"_s};
}

Result<NewMigration> createMigration(const QString &folder, const QString &title)
{
    if (!QDir().mkpath(folder))
        return fail(ErrorKind::Io, tr("The folder %1 cannot be created").arg(folder));
    ASSIGN_OR_RETURN(const Source source, readSource(folder));
    const Result<NewMigration> made = nextMigration(source, title, QDateTime::currentDateTimeUtc());
    if (!made)
        return made;
    if (source.pack.layout == Layout::Prisma && !QFile::exists(folder + u'/' + PrismaLockFile)) {
        RETURN_IF_ERROR(writeNew(QDir(folder), PrismaLockFile, u"provider = \"postgresql\"\n"_s));
    }
    RETURN_IF_ERROR(writeNew(QDir(folder), made->upFile, u"-- %1\n\n"_s.arg(title.simplified())));
    RETURN_IF_ERROR(writeNew(QDir(folder), made->downFile, u"-- Undoes %1\n\n"_s.arg(made->upFile)));
    return made;
}

} // namespace howdah::migration
