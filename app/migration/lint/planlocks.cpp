// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/lint/planlocks.h"

#include "sql/statementtree.h"

#include <QSet>

#include <algorithm>

namespace howdah::migration {

namespace {

// Gathers the locks of one plan.
class LockList final
{
public:
    explicit LockList(const LintContext &context)
        : m_context(context)
        , m_effects(context)
    {
    }

    void add(const Step &step)
    {
        for (const PlannedStatement &statement : step.toSend()) {
            const QByteArrayView part = QByteArrayView(step.text).sliced(statement.offset, statement.size);
            // A schema is made of statements with a name or two; megabytes are rows.
            if (part.size() > LongestParsed)
                continue;
            const sql::LockEffects effects = m_effects.of(sql::readStatement(part.toByteArray()));
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

    void add(const Step &step, const PlannedStatement &statement, const sql::RelationEffect &effect)
    {
        const QString key = tableKey(m_context, effect.relation);
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
        lock.emptied |= effect.emptied;
        if (effect.lock <= lock.mode)
            return;
        const sql::RelationName &name = effect.relation;
        lock.relation = name.schema.isEmpty() ? name.name : name.schema + u'.' + name.name;
        lock.mode = effect.lock;
        lock.step = label(step.version, step.name);
        lock.line = statement.line;
        if (const auto facts = m_context.tables.constFind(key); facts != m_context.tables.constEnd()) {
            lock.bytes = facts->bytes;
            lock.rows = facts->rows;
        }
    }

    const LintContext &m_context;
    StatementEffects m_effects;
    std::vector<PlanLock> m_locks;
    QHash<QString, size_t> m_places;
    QSet<QString> m_made;
};

} // namespace

std::vector<PlanLock> locksOf(const Plan &plan, const LintContext &context)
{
    LockList list(context);
    for (const Step &step : plan.steps)
        list.add(step);
    return list.take();
}

} // namespace howdah::migration
