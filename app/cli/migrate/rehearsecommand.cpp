// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/migrate/rehearsecommand.h"

#include "base/enumtable.h"
#include "base/figures.h"
#include "base/propagate.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/interrupt.h"
#include "cli/terminal/report.h"
#include "cli/target/target.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"
#include "connection/server/localserver.h"
#include "migration/rehearse/proofstore.h"

#include <QJsonArray>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace migration;

namespace {

// "public.users ACCESS EXCLUSIVE (1.2 MB)" of the strongest lock on each table; what nobody minds is left out.
QStringList lockTexts(const std::vector<StatementMeasure> &measures)
{
    QStringList texts;
    for (const StatementMeasure &measure : measures) {
        for (const LockTaken &lock : measure.locks) {
            if (lock.mode == "ACCESS SHARE"_L1 || lock.mode == "ROW SHARE"_L1)
                continue;
            QString text = plainLine(lock.relation) + u' ' + lock.mode;
            if (lock.bytes >= 0)
                text += u" (%1)"_s.arg(sizeText(lock.bytes, QLocale::c()));
            if (!lock.measured)
                text += tr(" by rule");
            if (!texts.contains(text))
                texts << text;
        }
    }
    return texts;
}

QStringList rewriteTexts(const std::vector<StatementMeasure> &measures)
{
    QStringList texts;
    for (const StatementMeasure &measure : measures) {
        for (const MeasuredRewrite &rewrite : measure.rewrites) {
            if (const QString name = plainLine(rewrite.relation); !texts.contains(name))
                texts << name;
        }
    }
    return texts;
}

// A table has short cells: what is too much stands below it.
QString shortened(const QStringList &texts)
{
    if (texts.isEmpty())
        return u"-"_s;
    return texts.size() == 1 ? texts.front() : tr("%1 and %2 more").arg(texts.front()).arg(texts.size() - 1);
}

static constexpr std::array badgeTexts{
    EnumText{Badge::Proven, QT_TRANSLATE_NOOP("HowdahCtl", "proven")},
    EnumText{Badge::Loses, QT_TRANSLATE_NOOP("HowdahCtl", "loses data")},
    EnumText{Badge::NotRestored, QT_TRANSLATE_NOOP("HowdahCtl", "NOT RESTORED")},
    EnumText{Badge::NotProven, QT_TRANSLATE_NOOP("HowdahCtl", "not proven")},
    EnumText{Badge::Reordered, QT_TRANSLATE_NOOP("HowdahCtl", "other column order")},
};
static_assert(isWholeTable(badgeTexts));

QString badgeText(Badge badge) { return tr(textIn(badgeTexts, badge)); }

QString labelOf(const Proof &proof)
{
    // A version that is no number is the whole name: a folder of Prisma's.
    const std::optional<Version> number = Version::parse(proof.version);
    return plainLine(number ? label(*number, proof.name) : proof.version);
}

class RehearsalProgress final : public RehearsalObserver
{
public:
    explicit RehearsalProgress(Output &output)
        : m_output(output)
    {
    }

    void phaseStarted(RehearsalPhase phase, const QString &what) override
    {
        const bool each = phase == RehearsalPhase::Up || phase == RehearsalPhase::Down || phase == RehearsalPhase::Again
                       || phase == RehearsalPhase::Sampling;
        if (!each)
            m_output.err << phaseText(phase) << (what.isEmpty() ? QString() : u": "_s + plainLine(what)) << Qt::endl;
    }
    void migrationFinished(size_t, size_t, const Proof &proof) override
    {
        m_output.err << labelOf(proof) << u": "_s << plainLine(describe(proof)) << Qt::endl;
    }

private:
    Output &m_output;
};

Result<operations::FolderRehearsal> folderOf(Output &output, const RehearseOptions &options, NamedTarget &named)
{
    operations::FolderRehearsal folder = options.folder;
    folder.context = output.context;
    if (options.database.isEmpty())
        return folder;
    ASSIGN_OR_RETURN(NamedTarget target, findTarget(output, options.database, Purpose::ReadingOnly));
    named = std::move(target);
    // The rehearsal keeps the private server running for itself.
    folder.target = named.isPrivateServer ? connection::LocalServer().connInfo() : named.info;
    folder.target->context = output.context;
    return folder;
}

} // namespace

int exitCodeOf(const Rehearsal &rehearsal)
{
    if (!rehearsal.isRestored())
        return ExitFailed;
    return rehearsal.isProven() ? ExitOk : ExitPending;
}

QString rehearsalText(const Rehearsal &rehearsal)
{
    if (rehearsal.proofs.empty())
        return tr("Nothing is pending there. Without --database, all migrations are rehearsed from the beginning.\n");
    std::vector<QStringList> rows{
        {tr("migration"), tr("rollback"), tr("up"), tr("down"), tr("locks of up"), tr("rewritten")}};
    QString below;
    for (const Proof &proof : rehearsal.proofs) {
        const QStringList locks = lockTexts(proof.up);
        const QStringList rewrites = rewriteTexts(proof.up);
        rows.push_back(
            {labelOf(proof), badgeText(proof.badge), durationText(proof.upMilliseconds),
             durationText(proof.downMilliseconds), shortened(locks), shortened(rewrites)});
        QStringList details;
        if (proof.badge != Badge::Proven)
            details << plainLine(describe(proof));
        for (const QString &note : proof.notes)
            details << plainLine(note);
        if (locks.size() > 1)
            details << tr("locks of up: %1").arg(locks.join(u", "_s));
        if (rewrites.size() > 1)
            details << tr("rewritten: %1").arg(rewrites.join(u", "_s));
        for (const QString &detail : details)
            below += labelOf(proof) + u": "_s + detail + u'\n';
    }
    QString text = alignedTable(rows);
    if (!below.isEmpty())
        text += u'\n' + below;
    for (const QString &warning : rehearsal.warnings)
        text += plainLine(warning) + u'\n';
    return text + u'\n' + plainLine(describe(rehearsal.confinement)) + u'\n';
}

QJsonObject rehearsalJson(const Rehearsal &rehearsal)
{
    QJsonArray proofs;
    for (const Proof &proof : rehearsal.proofs)
        proofs.append(toJson(proof));
    return {
        {u"format"_s, 1},
        {u"migrations"_s, proofs},
        {u"warnings"_s, QJsonArray::fromStringList(rehearsal.warnings)},
        {u"isolation"_s, isolationName(rehearsal.confinement)},
        {u"isolationNote"_s, describe(rehearsal.confinement)},
        {u"exitCode"_s, exitCodeOf(rehearsal)}};
}

int migrateRehearse(Output &output, const RehearseOptions &options)
{
    NamedTarget named; // with its tunnel, to the end
    const auto folder = folderOf(output, options, named);
    if (!folder)
        return failed(output, folder.error(), Stage::Rehearsing);
    const Interrupt interrupt;
    RehearsalProgress progress(output);
    const Result<Rehearsal> rehearsal = operations::rehearseFolder(*folder, &progress, interrupt.token());
    if (!rehearsal)
        return failed(output, rehearsal.error(), Stage::Rehearsing);
    if (output.json)
        print(output, rehearsalJson(*rehearsal));
    else
        output.out << rehearsalText(*rehearsal) << Qt::flush;
    return exitCodeOf(*rehearsal);
}

} // namespace howdah::cli
