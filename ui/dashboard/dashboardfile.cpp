// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/dashboardfile.h"

#include "base/propagate.h"
#include "base/wholefile.h"
#include "base/paths.h"
#include "base/writeproblem.h"
#include "common/tr.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static Result<QByteArray> bytesOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Io, tr("%1 cannot be read: %2").arg(path, file.errorString()));
    return file.readAll();
}

// Two folders may hold files of one name.
QString draftPath(const QString &path)
{
    const QByteArray place =
        QCryptographicHash::hash(QFileInfo(path).absolutePath().toUtf8(), QCryptographicHash::Sha1);
    return QDir(dataFolder())
        .filePath(
            u"dashboard-drafts/%1-%2"_s.arg(QString::fromLatin1(place.toHex().first(8)), QFileInfo(path).fileName()));
}

Result<EditedDashboard> readEdited(const QString &path)
{
    EditedDashboard file;
    file.isThere = QFile::exists(path);
    if (file.isThere) {
        ASSIGN_OR_RETURN(auto saved, bytesOf(path));
        file.saved = std::move(saved);
    }
    if (const auto draft = bytesOf(draftPath(path)); draft && *draft != file.saved)
        file.draft = *draft;
    return file;
}

Result<QString> writeUnderFreeName(const QString &folder, const QString &name, const QByteArray &yaml)
{
    QDir().mkpath(folder);
    for (int number = 1;; ++number) {
        const QString file = number == 1 ? name + u".yaml"_s : u"%1-%2.yaml"_s.arg(name).arg(number);
        QFile made(QDir(folder).filePath(file));
        if (made.exists())
            continue;
        // Somebody may have made it meanwhile: then the next one.
        if (!made.open(QIODevice::WriteOnly | QIODevice::NewOnly)) {
            if (made.exists())
                continue;
            return fail(ErrorKind::Io, tr("%1 cannot be written: %2").arg(made.fileName(), whyNotWritten(made)));
        }
        if (made.write(yaml) == yaml.size() && made.flush())
            return made.fileName();
        const QString why = whyNotWritten(made);
        QFile::remove(made.fileName()); // the object would not, as it cannot write what it has
        return fail(ErrorKind::Io, tr("%1 cannot be written: %2").arg(made.fileName(), why));
    }
}

QString fileNameOf(const QString &title)
{
    constexpr qsizetype LongestName = 60;
    QString name;
    for (const QChar c : title.toLower()) {
        if (c.isLetterOrNumber())
            name += c;
        else if (!name.isEmpty() && !name.endsWith(u'-'))
            name += u'-';
    }
    name.truncate(LongestName);
    while (name.endsWith(u'-') || (!name.isEmpty() && name.back().isHighSurrogate()))
        name.chop(1);
    return name.isEmpty() ? u"dashboard"_s : name;
}

QString panelIdOf(const QString &title)
{
    QString id = title.isEmpty() ? QString() : fileNameOf(title).replace(u'-', u'_');
    id.removeIf([](QChar c) { return c.unicode() > 127; });
    while (!id.isEmpty() && !id.front().isLetter())
        id.remove(0, 1);
    return id;
}

// As YAML has it: whatever stands in it, it is one text.
static QString quotedTitle(QString title) { return title.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s); }

QByteArray newDashboard(const QString &title, metrics::PanelTexts panel)
{
    const QString id = panelIdOf(panel.value(u"title"_s));
    panel.insert(u"id"_s, id.isEmpty() ? u"panel"_s : id);
    QByteArray lines;
    for (const QByteArray &line : metrics::panelYaml(panel).split('\n'))
        lines += line.isEmpty() ? QByteArray("\n") : "  " + line + '\n';
    while (lines.endsWith("\n\n"))
        lines.chop(1);
    return "title: \"" + quotedTitle(title).toUtf8() + "\"\nrange: 30d\npanels:\n" + lines;
}

QByteArray newDashboard(const QString &title)
{
    const QString quoted = quotedTitle(title);
    // sqlnames: the operator's, to go on with
    return QByteArray("title: \"") + quoted.toUtf8() + QByteArray(R"("
description: What it shows, in a sentence.
range: 24h
# Without these tables nothing can be shown; write schema.table where the search path does not lead there.
# tables: [orders]
# A filter narrows all panels whose queries use :status(expression).
# filters:
#   - name: status
#     title: Status
#     values: SELECT DISTINCT status, status FROM orders ORDER BY 1
panels:
  - id: connections
    title: Connections by state
    kind: bar
    unit: connections
    width: 6
    query: |
      SELECT coalesce(state, backend_type) AS label, count(*) AS value, count(*) AS n
      FROM pg_stat_activity GROUP BY 1 ORDER BY 2 DESC
  # One over time: a row for each bucket, and what leads from a mark to its rows.
  # - id: orders
  #   title: Orders
  #   kind: line
  #   query: |
  #     SELECT :bucket(created_at) AS bucket, count(*) AS value, count(*) AS n
  #     FROM orders WHERE created_at >= :from AND created_at < :to GROUP BY 1
  #   rows:
  #     relation: orders
  #     where: created_at >= :mark_from AND created_at < :mark_to
  #     figure: count(*)
)");
}

Result<void> writeDraft(const QString &path, const QByteArray &text)
{
    const QString draft = draftPath(path);
    QDir().mkpath(QFileInfo(draft).path());
    return writeWholeFile(draft, text);
}

void removeDraft(const QString &path) { QFile::remove(draftPath(path)); }

Result<void> saveEdited(const QString &path, const QByteArray &text, const std::optional<QByteArray> &base)
{
    if (base && QFile::exists(path)) {
        ASSIGN_OR_RETURN(const auto saved, bytesOf(path));
        if (saved != *base)
            return fail(
                ErrorKind::Conflict, tr("%1 was changed on disk in the meantime").arg(QFileInfo(path).fileName()),
                tr("Overwrite it with yours, or use the version on disk."));
    }
    QDir().mkpath(QFileInfo(path).path());
    if (const auto written = writeWholeFile(path, text); !written)
        return written;
    removeDraft(path);
    return {};
}

Result<QString> savePanel(const QString &path, const QString &folder, const QByteArray &text, const QByteArray &base)
{
    if (path.startsWith(u":/"_s))
        return writeUnderFreeName(folder, QFileInfo(path).completeBaseName(), text);
    ASSIGN_OR_RETURN(const EditedDashboard file, readEdited(path));
    if (file.draft)
        return fail(
            ErrorKind::Permission, tr("%1 has text in the editor that is not saved").arg(QFileInfo(path).fileName()),
            tr("Open the editor (F2), and save or revert it first."));
    if (!file.isThere)
        return fail(
            ErrorKind::Io, tr("%1 no longer exists").arg(QFileInfo(path).fileName()),
            tr("Copy the query from here into another dashboard."));
    const Result<void> saved = saveEdited(path, text, base);
    if (!saved && saved.error().kind == ErrorKind::Conflict)
        return fail(
            ErrorKind::Conflict, saved.error().message,
            tr("It was not overwritten. Read it again: what you changed here is then changed in that version."));
    if (!saved)
        return fail(saved.error());
    return path;
}

} // namespace howdah::ui
