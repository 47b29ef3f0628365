// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/planlocks.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static QString tr(const char *text) { return QCoreApplication::translate("Migrate", text); }

QString waitingText(sql::LockMode mode)
{
    if (sql::blocksReads(mode))
        return tr("reads and writes wait");
    if (sql::blocksWrites(mode))
        return tr("writes wait");
    return mode >= sql::LockMode::ShareUpdateExclusive ? tr("other changes of the schema wait") : tr("nothing waits");
}

QString workText(const PlanLock &lock)
{
    if (lock.rewritten == sql::Extent::Yes)
        return tr("writes it anew");
    if (lock.rewritten == sql::Extent::Perhaps)
        return tr("may write it anew");
    if (lock.scanned == sql::Extent::Yes)
        return tr("reads all of it");
    return lock.scanned == sql::Extent::Perhaps ? tr("may read all of it") : QString();
}

namespace {

// Gathers the locks of one plan.
class LockList final
{
public:
    explicit LockList(const migration::LintContext &context)
        : m_context(context)
    {
    }

    void add(const migration::Step &step)
    {
        for (const migration::PlannedStatement &statement : step.statements) {
            const QByteArrayView part = QByteArrayView(step.text).sliced(statement.offset, statement.size);
            // A schema is made of statements with a name or two; megabytes are rows.
            if (part.size() > LongestParsed)
                continue;
            const sql::LockEffects effects = sql::lockEffects(QString::fromUtf8(part), m_context.serverVersion);
            for (const sql::RelationEffect &effect : effects.relations)
                add(step, statement, effect);
        }
    }

    [[nodiscard]] std::vector<PlanLock> take()
    {
        std::ranges::stable_sort(m_locks, [](const PlanLock &a, const PlanLock &b) {
            return a.mode != b.mode ? a.mode > b.mode : a.bytes > b.bytes;
        });
        return std::move(m_locks);
    }

private:
    static constexpr qsizetype LongestParsed = 1 << 20;

    void
    add(const migration::Step &step, const migration::PlannedStatement &statement, const sql::RelationEffect &effect)
    {
        const QString key = migration::tableKey(m_context, effect.relation);
        if (effect.created)
            m_made.insert(key);
        if (effect.lock == sql::LockMode::None || m_made.contains(key))
            return;
        if (!m_places.contains(key)) {
            m_places.insert(key, m_locks.size());
            m_locks.push_back({});
        }
        PlanLock &lock = m_locks[m_places.value(key)];
        lock.scanned = std::max(lock.scanned, effect.scanned);
        lock.rewritten = std::max(lock.rewritten, effect.rewritten);
        if (effect.lock <= lock.mode)
            return;
        const sql::RelationName &name = effect.relation;
        lock.relation = name.schema.isEmpty() ? name.name : name.schema + u'.' + name.name;
        lock.mode = effect.lock;
        lock.step = migration::label(step.version, step.name);
        lock.line = statement.line;
        if (const auto facts = m_context.tables.constFind(key); facts != m_context.tables.constEnd()) {
            lock.bytes = facts->bytes;
            lock.rows = facts->rows;
        }
    }

    const migration::LintContext &m_context;
    std::vector<PlanLock> m_locks;
    QHash<QString, size_t> m_places;
    QSet<QString> m_made;
};

} // namespace

std::vector<PlanLock> locksOf(const migration::Plan &plan, const migration::LintContext &context)
{
    LockList list(context);
    for (const migration::Step &step : plan.steps)
        list.add(step);
    return list.take();
}

} // namespace howdah::ui
