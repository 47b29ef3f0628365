// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/editsentences.h"

#include "common/tr.h"
#include "edit/editoffers.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::ChangeKind;
using data::RowProblem;
using data::SaveOutcome;

QString countsText(qsizetype edited, qsizetype added, qsizetype deleted)
{
    QStringList parts;
    if (edited > 0)
        parts << QCoreApplication::translate("Edit", "%n edited", nullptr, int(edited));
    if (added > 0)
        parts << QCoreApplication::translate("Edit", "%n new", nullptr, int(added));
    if (deleted > 0)
        parts << QCoreApplication::translate("Edit", "%n deleted", nullptr, int(deleted));
    return parts.join(u", "_s);
}

QString saveSentence(const SaveNote &note)
{
    const QString at = QLocale().toString(note.at.time(), u"HH:mm:ss"_s);
    const QString counts = countsText(note.edited, note.added, note.deleted);
    switch (note.outcome) {
    case SaveOutcome::Saved:
        return tr("Saved %1 at %2").arg(counts, at);
    case SaveOutcome::NotSaved:
        return tr("Nothing was saved at %1").arg(at);
    case SaveOutcome::Unknown:
        return tr("It is not known whether the save of %1 succeeded").arg(at);
    }
    return {};
}

QString unknownSentence(const std::optional<Error> &why)
{
    QString text =
        tr("The connection was lost during COMMIT, so it is not known whether the changes are in the database. This is "
           "checked as soon as the server responds; until then nothing more can be saved.");
    return why ? text + u'\n' + why->message : text;
}

static QString settledSentence(const RestoreOffer &offer)
{
    if (!offer.settled)
        return offer.edits.pending
                 ? tr("A save was about to be committed when the program ended; its outcome is being checked.")
                 : QString();
    switch (*offer.settled) {
    case SaveOutcome::Saved:
        return tr("The save that was in progress when the program ended was completed; the saved changes are not "
                  "offered again.");
    case SaveOutcome::NotSaved:
        return tr("The save that was in progress when the program ended was not completed.");
    case SaveOutcome::Unknown:
        return tr("A save was about to be committed when the program ended, and its outcome cannot be determined. "
                  "Check the rows before you save again.");
    }
    return {};
}

static QString problemsSentence(const RestoreOffer &offer)
{
    if (offer.error)
        return tr("They could not be compared with the server: %1").arg(offer.error->message);
    if (!offer.isChecked)
        return tr("They are being compared with the server.");
    const auto gone = std::ranges::count(offer.problems, RowProblem::Kind::Gone, &RowProblem::kind);
    const auto changed = qsizetype(offer.problems.size()) - gone;
    QStringList parts;
    if (changed > 0)
        parts << QCoreApplication::translate("Edit", "%n row(s) were changed by others since.", nullptr, int(changed));
    if (gone > 0)
        parts << QCoreApplication::translate("Edit", "%n row(s) no longer exist.", nullptr, int(gone));
    return parts.isEmpty() ? tr("Nobody else has changed these rows since.") : parts.join(u' ');
}

QString offerSentence(const RestoreOffer &offer, size_t offers)
{
    const auto count = [&offer](ChangeKind kind) {
        return std::ranges::count(offer.edits.rows, kind, &data::StagedRow::kind);
    };
    QStringList parts;
    if (!offer.edits.rows.empty()) {
        const QString at = QLocale().toString(offer.at, QLocale::ShortFormat);
        parts << tr("Edits of %1 were not saved: %2.")
                     .arg(
                         at,
                         countsText(count(ChangeKind::Update), count(ChangeKind::Insert), count(ChangeKind::Delete)));
    }
    if (const QString settled = settledSentence(offer); !settled.isEmpty())
        parts << settled;
    if (!offer.edits.rows.empty())
        parts << problemsSentence(offer);
    if (offer.edits.torn)
        parts << tr("The last edit was not written completely and is missing.");
    if (!offer.lost.isEmpty())
        parts << lostSentence(offer.lost);
    if (offers > 1)
        parts << QCoreApplication::translate("Edit", "%n more of this kind.", nullptr, int(offers) - 1);
    return parts.join(u' ');
}

QString lostSentence(const QStringList &lost)
{
    constexpr qsizetype most = 5;
    constexpr qsizetype characters = 300;
    QStringList lines;
    for (const QString &line : lost.mid(0, most))
        lines << (line.size() > characters ? line.first(characters) + u'…' : line);
    if (lost.size() > most)
        lines << QCoreApplication::translate("Edit", "and %n more", nullptr, int(lost.size() - most));
    return lines.join(u'\n');
}

} // namespace howdah::ui
