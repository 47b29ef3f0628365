// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/migrate/runprogress.h"

#include "base/figures.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"

#include <QLocale>

#include <utility>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace migration;

constexpr qint64 FlushAfter = 100; // milliseconds

void Progress::lockAwaited(const LockHolder &holder)
{
    m_output.err << tr("Waiting for another migration run: %1").arg(plainLine(describe(holder))) << Qt::endl;
}

void Progress::holderTerminated(const LockHolder &holder)
{
    m_output.err << tr("Terminated the session of that run: pid %1").arg(holder.pid) << Qt::endl;
}

void Progress::stepStarted(size_t, const Step &step) { m_step = label(step.version, step.name); }

void Progress::stepFinished(size_t, const StepReport &step)
{
    const QString done = step.direction == Direction::Up ? tr("applied") : tr("rolled back");
    const QString line =
        u"%1 %2 (%3)"_s.arg(done, plainLine(label(step.version, step.name)), durationText(step.milliseconds));
    m_output.err << (step.durable ? line : tr("%1, durable at the end of the run").arg(line)) << u'\n';
    m_notOnDisk += step.durable ? 0 : 1;
    if (step.durable)
        stepsFlushed();
    flushNowAndThen();
}

void Progress::stepsFlushed()
{
    if (std::exchange(m_notOnDisk, 0) > 0)
        m_output.err << tr("all of it is durable now") << u'\n';
}

void Progress::flushNowAndThen()
{
    if (m_sinceFlush.isValid() && m_sinceFlush.elapsed() < FlushAfter)
        return;
    m_output.err.flush();
    m_sinceFlush.start();
}

void Progress::blocked(const std::vector<Blocker> &blockers)
{
    if (blockers.empty())
        return;
    QStringList names;
    for (const Blocker &blocker : blockers)
        names << plainLine(describe(blocker));
    m_output.err << tr("%1 is waiting for a lock held by others: %2").arg(plainLine(m_step), names.join(u"; "_s))
                 << Qt::endl;
}

void Progress::retrying(const RetryReport &report)
{
    m_output.err << tr("%1, statement %2: %3; retry %4 of %5 in %6")
                        .arg(plainLine(m_step))
                        .arg(report.statement)
                        .arg(plainLine(report.error.message))
                        .arg(report.retry)
                        .arg(report.limit)
                        .arg(durationText(double(report.pause.count())))
                 << Qt::endl;
}

void Progress::remarked(size_t, int number, const QString &text)
{
    m_output.err << tr("%1, statement %2: %3").arg(plainLine(m_step)).arg(number).arg(plainLine(text)) << Qt::endl;
}

void Progress::noticed(const connection::Notice &notice)
{
    m_output.err << u"%1: %2"_s.arg(notice.severity, plainLine(notice.message)) << Qt::endl;
}

void Progress::copyPlanned(const SafetyReach &reach)
{
    if (reach.isEverything())
        m_output.err << plainLine(describe(reach)) << Qt::endl;
    if (reach.tables.empty())
        m_output.err << tr("No table loses any data, so there is no safety copy.") << Qt::endl;
}

void Progress::copied(const SafetyCopy &copy)
{
    m_output.err << tr("Safety copy: %1 (%2 rows). Restore it with howdahctl migrate up --restore, which applies again "
                       "what is rolled back, or with howdahctl migrate restore alone.")
                        .arg(copy.file, QLocale(QLocale::English).toString(copy.rows))
                 << Qt::endl;
}

void Progress::restored(const Result<std::vector<RestoredTable>> &tables)
{
    m_restored = tables;
    if (!tables) {
        m_output.err << tr("Nothing was restored: %1").arg(plainLines(describe(tables.error()))) << Qt::endl;
        return;
    }
    for (const RestoredTable &table : *tables)
        m_output.err << tr("restored %1 (%2 rows)")
                            .arg(
                                plainLine(table.schema + u'.' + table.name),
                                QLocale(QLocale::English).toString(table.rows))
                     << Qt::endl;
}

} // namespace howdah::cli
