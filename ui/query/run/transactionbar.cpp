// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/run/transactionbar.h"

#include "common/tooltips.h"
#include "common/tr.h"

#include <QAction>
#include <QHBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::TransactionState;

QString heldText(const std::vector<query::HeldLock> &held)
{
    constexpr std::size_t MostNamed = 5;
    QStringList words;
    for (const query::HeldLock &one : held) {
        if (words.size() == MostNamed)
            break;
        const QString name = one.schema + u'.' + one.name;
        words
            << (one.waiting > 0 ? tr("%1 (%2, %n waiting)", nullptr, one.waiting).arg(name, sql::lockModeName(one.mode))
                                : u"%1 (%2)"_s.arg(name, sql::lockModeName(one.mode)));
    }
    if (held.size() > MostNamed)
        words << tr("%n more", nullptr, int(held.size() - MostNamed));
    return words.join(u", "_s);
}

static QString ageText(const QDateTime &since)
{
    const qint64 seconds = std::max<qint64>(0, since.secsTo(QDateTime::currentDateTimeUtc()));
    const auto two = [](qint64 number) { return QString::number(number).rightJustified(2, u'0'); };
    if (seconds < 3600)
        return u"%1:%2"_s.arg(seconds / 60).arg(two(seconds % 60));
    return u"%1:%2:%3"_s.arg(seconds / 3600).arg(two(seconds / 60 % 60), two(seconds % 60));
}

TransactionBar::TransactionBar(QAction *commit, QAction *rollBack, QWidget *parent)
    : QWidget(parent)
    , m_badge(new Badge(Tone::Neutral, {}, this))
    , m_commit(buttonFor(commit, ButtonRole::Plain, this))
    , m_rollBack(buttonFor(rollBack, ButtonRole::Plain, this))
{
    setObjectName(u"transactionBar"_s);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::tight);
    row->addWidget(m_badge);
    row->addWidget(m_commit);
    row->addWidget(m_rollBack);
    // They are of all tabs: another one's transaction shows them here, too.
    for (QAction *action : {commit, rollBack})
        connect(action, &QAction::changed, this, &TransactionBar::tell);
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, &TransactionBar::tell);
    tell();
}

void TransactionBar::setAutocommit(bool autocommit)
{
    m_autocommit = autocommit;
    tell();
}

void TransactionBar::setFacts(const query::TransactionFacts &facts, const QDateTime &idleSince)
{
    m_facts = facts;
    if (m_idleSince != idleSince) {
        m_idleSince = idleSince;
        if (std::exchange(m_toldIdle, false))
            Q_EMIT idleEnded();
    }
    m_hasSession = true;
    m_wasLost = false;
    tell();
}

void TransactionBar::setNoSession(bool wasLost)
{
    m_hasSession = false;
    m_wasLost = wasLost;
    m_facts = {};
    m_idleSince = {};
    if (std::exchange(m_toldIdle, false))
        Q_EMIT idleEnded();
    tell();
}

void TransactionBar::show(Tone tone, const QString &words, const QString &tip)
{
    m_words = words;
    m_badge->setBadge(tone, words);
    m_badge->setToolTip(plainToolTip(tip));
    m_badge->setAccessibleName(words);
    m_badge->setAccessibleDescription(tip);
}

void TransactionBar::tell()
{
    const bool open = m_hasSession && m_facts.isOpen();
    m_commit->setVisible(open && m_facts.state == TransactionState::Open);
    m_rollBack->setVisible(open);
    if (open && !m_tick.isActive())
        m_tick.start();
    else if (!open)
        m_tick.stop();
    if (!m_hasSession) {
        if (m_wasLost)
            return show(
                Tone::Failed, tr("Connection lost"),
                tr("The next run takes a new session. Settings and temporary tables of the last one are gone."));
        return show(
            Tone::Neutral, m_autocommit ? tr("Autocommit") : tr("Manual commit"),
            tr("The tab takes its session with the first run."));
    }
    switch (m_facts.state) {
    case TransactionState::Idle:
        return show(
            Tone::Neutral, m_autocommit ? tr("Autocommit") : tr("Manual commit"),
            m_autocommit ? tr("Each statement commits by itself, unless it begins a transaction.")
                         : tr("The next statement begins a transaction, which you end."));
    case TransactionState::Open:
        show(
            Tone::Accent, tr("In transaction %1").arg(ageText(m_facts.since)),
            tr("Nothing of it is there for others until it is committed. It is never ended by itself."));
        break;
    case TransactionState::Failed:
        show(
            Tone::Failed, tr("Transaction failed %1").arg(ageText(m_facts.since)),
            tr("The server refuses everything until it is rolled back, or to a savepoint."));
        break;
    case TransactionState::Unknown:
        return show(
            Tone::Interrupted, tr("Transaction unknown"), tr("There is no connection that could say how it stands."));
    }
    const bool isLong = m_idleSince.isValid() && m_idleSince.msecsTo(QDateTime::currentDateTimeUtc()) >= m_longIdleMs;
    if (isLong && !m_toldIdle) {
        m_toldIdle = true;
        Q_EMIT idleLong();
    }
}

} // namespace howdah::ui
