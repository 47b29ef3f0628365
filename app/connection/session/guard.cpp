// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/guard.h"

#include "connection/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::connection {

static QString lockOption() { return u"-c default_transaction_read_only=on"_s; }

QString lockSql() { return u"SET default_transaction_read_only = on"_s; }

bool isLocked(const ConnInfo &info) { return info.value(u"options"_s).endsWith(lockOption()); }

// Behind all other options: the last one counts.
ConnInfo locked(ConnInfo info)
{
    if (isLocked(info))
        return info;
    // libpq would take PGOPTIONS for a connection that says nothing of options.
    const QString given =
        info.values.contains(u"options"_s) ? info.value(u"options"_s) : qEnvironmentVariable("PGOPTIONS");
    info.set(u"options"_s, (given + u' ' + lockOption()).trimmed());
    return info;
}

ConnInfo unlocked(ConnInfo info)
{
    if (!isLocked(info))
        return info;
    QString options = info.value(u"options"_s);
    options.chop(lockOption().size());
    options = options.trimmed();
    if (options.isEmpty())
        info.values.remove(u"options"_s);
    else
        info.set(u"options"_s, options);
    return info;
}

Guard::Guard(Environment environment, Clock clock)
    : m_environment(environment)
    , m_clock(std::move(clock))
{
}

QDateTime Guard::now() const { return m_clock ? m_clock() : QDateTime::currentDateTimeUtc(); }

bool Guard::isLocked() const { return isGuarded() && remaining().count() == 0; }

std::chrono::milliseconds Guard::remaining() const
{
    if (!m_until)
        return std::chrono::milliseconds(0);
    return std::chrono::milliseconds(std::max<qint64>(0, now().msecsTo(*m_until)));
}

Result<void> Guard::unlock(std::chrono::minutes time, const QString &reason, const Note &note)
{
    const QString words = reason.simplified();
    if (words.isEmpty())
        return fail(
            ErrorKind::Usage, tr("A reason is required to unlock"),
            tr("Describe what you will do, or give the ticket number."));
    if (time < std::chrono::minutes(1) || time > Longest)
        return fail(
            ErrorKind::Usage, tr("Writing can be unlocked for at least a minute and at most %1 hours")
                                  .arg(std::chrono::duration_cast<std::chrono::hours>(Longest).count()));
    const QDateTime until = now().addSecs(std::chrono::seconds(time).count());
    if (note) {
        if (auto noted = note(words, until); !noted)
            return noted;
    }
    m_until = until;
    m_reason = words;
    return {};
}

void Guard::lock() { m_until.reset(); }

ConnInfo Guard::apply(const ConnInfo &info) const { return isLocked() ? locked(info) : unlocked(info); }

} // namespace howdah::connection
