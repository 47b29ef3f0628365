// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/create.h"

#include <QCoreApplication>
#include <QDir>

using namespace Qt::StringLiterals;

namespace howdah::migration {

static QString tr(const char *text) { return QCoreApplication::translate("Migration", text); }

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

QString increment(QString digits)
{
    for (qsizetype i = digits.size() - 1; i >= 0; --i) {
        if (digits[i] != u'9') {
            digits[i] = QChar(char16_t(digits[i].unicode() + 1));
            return digits;
        }
        digits[i] = u'0';
    }
    return u'1' + digits;
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
    return version && *version > newest ? time : increment(newest.text());
}

Result<void> writeNew(const QDir &folder, const QString &name, const QString &text)
{
    QFile file(folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly) || file.write(text.toUtf8()) < 0 || !file.flush())
        return fail(ErrorKind::Io, tr("%1 cannot be written: %2").arg(file.fileName(), file.errorString()));
    return {};
}

} // namespace

Result<NewMigration> nextMigration(const Source &source, const QString &title, const QDateTime &now)
{
    const QString name = slug(title);
    if (name.isEmpty())
        return fail(ErrorKind::Usage, tr("The migration needs a name"), tr("Such as: add-users"));
    const QString stem = nextVersion(source, now) + u'-' + name;
    return NewMigration{stem + u".up.sql"_s, stem + u".down.sql"_s};
}

Result<NewMigration> createMigration(const QString &folder, const QString &title)
{
    if (!QDir().mkpath(folder))
        return fail(ErrorKind::Io, tr("The folder %1 cannot be made").arg(folder));
    const Result<Source> source = readSource(folder);
    if (!source)
        return fail(source.error());
    const Result<NewMigration> made = nextMigration(*source, title, QDateTime::currentDateTimeUtc());
    if (!made)
        return made;
    if (auto written = writeNew(QDir(folder), made->upFile, u"-- %1\n\n"_s.arg(title.simplified())); !written)
        return fail(written.error());
    if (auto written = writeNew(QDir(folder), made->downFile, u"-- Undoes %1\n\n"_s.arg(made->upFile)); !written)
        return fail(written.error());
    return made;
}

} // namespace howdah::migration
