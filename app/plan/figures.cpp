// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/figures.h"

#include "base/enumtable.h"
#include "plan/readers.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::plan {

namespace {

constexpr std::array bufferNames{
    EnumName<BufferKind>{BufferKind::SharedHit, "Shared Hit Blocks"_L1},
    EnumName<BufferKind>{BufferKind::SharedRead, "Shared Read Blocks"_L1},
    EnumName<BufferKind>{BufferKind::SharedDirtied, "Shared Dirtied Blocks"_L1},
    EnumName<BufferKind>{BufferKind::SharedWritten, "Shared Written Blocks"_L1},
    EnumName<BufferKind>{BufferKind::LocalHit, "Local Hit Blocks"_L1},
    EnumName<BufferKind>{BufferKind::LocalRead, "Local Read Blocks"_L1},
    EnumName<BufferKind>{BufferKind::LocalDirtied, "Local Dirtied Blocks"_L1},
    EnumName<BufferKind>{BufferKind::LocalWritten, "Local Written Blocks"_L1},
    EnumName<BufferKind>{BufferKind::TempRead, "Temp Read Blocks"_L1},
    EnumName<BufferKind>{BufferKind::TempWritten, "Temp Written Blocks"_L1},
};
static_assert(isWholeTable(bufferNames) && bufferNames.size() == BufferKinds);

// EXPLAIN rounds the average of a loop to this many ms.
constexpr double TimeStep = 0.0005;

bool isGather(const Node &node) { return node.type.startsWith("Gather"_L1); }

// By how much an average of rows may be off: half of its last digit.
double rowsStep(double rows)
{
    // 18 and later write two digits.
    return std::floor(rows) == rows ? 0.5 : 0.005;
}

constexpr size_t MostLooks = 2'000'000; // at nodes, for who reads an InitPlan or CTE

class Reckoning final
{
public:
    explicit Reckoning(const Plan &plan)
        : m_plan(plan)
    {
        m_figures.nodes.resize(plan.nodes.size());
        m_figures.timed = plan.isTimed();
    }

    Figures all()
    {
        measure();
        findEndedEarly();
        for (size_t i = 0; i < m_plan.nodes.size(); ++i)
            estimate(i);
        subtractChildren();
        chargeReaders();
        close();
        reckonWhole();
        return std::move(m_figures);
    }

private:
    [[nodiscard]] const Node &node(size_t i) const { return m_plan.nodes[i]; }
    [[nodiscard]] NodeFigures &figures(size_t i) { return m_figures.nodes[i]; }

    // From above to below, as the number of processes comes from the Gather above.
    void measure()
    {
        for (size_t i = 0; i < m_plan.nodes.size(); ++i) {
            NodeFigures &own = figures(i);
            own.processes = processesOf(i);
            const std::optional<Actual> &actual = node(i).actual;
            if (actual) {
                own.processTime = actual->total.value_or(0) * actual->loops;
                own.inclusive = own.processTime / own.processes;
                own.uncertainty = actual->total ? TimeStep * actual->loops / own.processes : 0;
                const double rows = actual->rows.value_or(0);
                own.rows = rows * actual->loops;
                own.rowsError = actual->loops > 1 ? rowsStep(rows) * actual->loops : 0;
            }
            for (size_t kind = 0; kind < BufferKinds; ++kind) {
                own.buffers[kind] = std::max(0.0, node(i).fields.count(QString(bufferNames[kind].name)));
                m_figures.hasBuffers |= own.buffers[kind] > 0;
            }
            own.spread = spreadOf(node(i));
        }
    }
    [[nodiscard]] double processesOf(size_t i)
    {
        const int parent = node(i).parent;
        if (parent < 0)
            return 1;
        const Node &above = node(size_t(parent));
        // What is computed apart, is by the leader alone.
        if (isGather(above) && !node(i).isInitPlan() && !node(i).isSubPlan()) {
            const double launched = workersOf(above, u"Workers Launched");
            const double loops = node(i).actual ? node(i).actual->loops : 0;
            const double gathered = above.actual ? above.actual->loops : 0;
            return std::clamp(gathered > 0 ? loops / gathered : 1.0, 1.0, std::max(1.0, launched + 1));
        }
        return figures(size_t(parent)).processes;
    }
    [[nodiscard]] static std::optional<Spread> spreadOf(const Node &node)
    {
        Spread spread;
        double rowSum = 0;
        double timeSum = 0;
        double loops = node.actual ? node.actual->loops : 0;
        double rowsLeft = node.actual ? node.actual->rows.value_or(0) * loops : 0;
        double timeLeft = node.actual ? node.actual->total.value_or(0) * loops : 0;
        const auto add = [&](double rows, double time) {
            spread.leastRows = spread.processes == 0 ? rows : std::min(spread.leastRows, rows);
            spread.mostRows = std::max(spread.mostRows, rows);
            spread.leastTime = spread.processes == 0 ? time : std::min(spread.leastTime, time);
            spread.mostTime = std::max(spread.mostTime, time);
            rowSum += rows;
            timeSum += time;
            ++spread.processes;
        };
        for (const Worker &worker : node.workers) {
            if (!worker.actual)
                continue;
            const double rows = worker.actual->rows.value_or(0) * worker.actual->loops;
            const double time = worker.actual->total.value_or(0) * worker.actual->loops;
            add(rows, time);
            rowsLeft -= rows;
            timeLeft -= time;
            loops -= worker.actual->loops;
        }
        if (spread.processes == 0)
            return {};
        if (loops > 0)
            add(std::max(0.0, rowsLeft), std::max(0.0, timeLeft));
        if (rowSum > 0)
            spread.skew = spread.mostRows * spread.processes / rowSum;
        else if (timeSum > 0)
            spread.skew = spread.mostTime * spread.processes / timeSum;
        return spread;
    }

    void findEndedEarly()
    {
        for (size_t i = 1; i < m_plan.nodes.size(); ++i) {
            const Node &above = node(size_t(node(i).parent));
            if (node(i).isInitPlan())
                continue;
            const QString join = above.fields.text(u"Join Type");
            const bool isHalfJoin =
                join.contains("Semi"_L1) || join.contains("Anti"_L1) || above.fields.isTrue(u"Inner Unique");
            const bool stopsItself =
                above.type == "Limit"_L1 || above.type == "Merge Join"_L1 || node(i).isSubPlan()
                || (isHalfJoin && above.type == "Nested Loop"_L1 && node(i).relationship == "Inner"_L1);
            // These read all before they answer.
            const bool readsAll = above.type == "Sort"_L1 || above.type == "Aggregate"_L1 || above.type == "Hash"_L1
                               || above.type == "Incremental Sort"_L1 || above.type.startsWith("Bitmap"_L1);
            figures(i).endedEarly = stopsItself || (!readsAll && figures(size_t(node(i).parent)).endedEarly);
        }
    }
    void estimate(size_t i)
    {
        const Node &one = node(i);
        if (!one.planRows || !one.actual || one.actual->loops <= 0 || !one.actual->rows)
            return;
        NodeFigures &own = figures(i);
        own.plannedRows = *one.planRows * one.actual->loops;
        // A bitmap has no rows where several are joined, and what is changed answers none.
        if (one.type == "BitmapAnd"_L1 || one.type == "BitmapOr"_L1 || one.type == "ModifyTable"_L1)
            return;
        const double planned = std::max(1.0, *one.planRows);
        const double actual = std::max(1.0, *one.actual->rows);
        own.underestimated = actual > planned;
        if (own.underestimated || !own.endedEarly)
            own.estimateFactor = std::max(planned, actual) / std::min(planned, actual);
    }

    void subtractChildren()
    {
        for (size_t i = 0; i < m_plan.nodes.size(); ++i) {
            figures(i).exclusive = figures(i).inclusive;
            figures(i).ownBuffers = figures(i).buffers;
        }
        for (size_t i = 1; i < m_plan.nodes.size(); ++i) {
            // InitPlans are taken off where they were read.
            if (!node(i).isInitPlan())
                take(size_t(node(i).parent), i);
        }
    }
    void take(size_t from, size_t what)
    {
        figures(from).exclusive -= figures(what).inclusive;
        figures(from).uncertainty += figures(what).uncertainty;
        for (size_t kind = 0; kind < BufferKinds; ++kind)
            figures(from).ownBuffers[kind] -= figures(what).buffers[kind];
    }

    // The producer's time is in that of who read it, wherever that is; so it is taken off there.
    void chargeReaders()
    {
        size_t looked = 0;
        for (size_t i = 1; i < m_plan.nodes.size(); ++i) {
            if (!node(i).isInitPlan() || !node(i).actual)
                continue;
            const bool isCte = !node(i).producedCte().isEmpty();
            // Whoever wrote thousands of them in one plan wants to see this search for ever.
            looked += m_plan.nodes.size();
            std::vector<int> readers;
            if (looked <= MostLooks)
                readers = isCte ? readersOfCte(m_plan, int(i)) : readersOfInitPlan(m_plan, int(i));
            std::erase_if(readers, [this](int reader) { return node(size_t(reader)).isNeverExecuted(); });
            if (readers.empty() && !(isCte && changesRows(m_plan, int(i))))
                readers.push_back(node(i).parent);
            // Who read it first waited for it, and that is who took longest.
            std::ranges::stable_sort(
                readers, std::greater(), [this](int reader) { return figures(size_t(reader)).exclusive; });
            // An InitPlan runs at once: where no reader can have waited for all of it, it ran above them, as where an
            // Append finds out which partitions it needs.
            if (!isCte && !readers.empty() && !holds(size_t(readers.front()), i))
                readers = {node(i).parent};
            charge(i, readers);
        }
    }
    [[nodiscard]] bool holds(size_t reader, size_t producer)
    {
        const NodeFigures &own = figures(producer);
        const NodeFigures &by = figures(reader);
        if (by.exclusive + by.uncertainty + own.uncertainty < own.inclusive)
            return false;
        for (size_t kind = 0; kind < BufferKinds; ++kind) {
            if (by.ownBuffers[kind] + 0.5 < own.buffers[kind])
                return false;
        }
        return true;
    }
    void charge(size_t producer, const std::vector<int> &readers)
    {
        NodeFigures &own = figures(producer);
        double time = own.inclusive;
        Buffers buffers = own.buffers;
        if (!readers.empty())
            own.chargedTo = readers.front();
        for (const int reader : readers) {
            NodeFigures &by = figures(size_t(reader));
            const double part = std::clamp(by.exclusive, 0.0, time);
            by.exclusive -= part;
            by.uncertainty += own.uncertainty;
            time -= part;
            for (size_t kind = 0; kind < BufferKinds; ++kind) {
                const double blocks = std::clamp(by.ownBuffers[kind], 0.0, buffers[kind]);
                by.ownBuffers[kind] -= blocks;
                buffers[kind] -= blocks;
            }
        }
        // What nobody waited for was run to its end afterwards, where it changes rows; else it is a contradiction.
        if (time <= 0)
            return;
        if (changesRows(m_plan, int(producer))) {
            own.afterwards = true;
            m_afterwards += time;
        } else if (!readers.empty()) {
            NodeFigures &by = figures(size_t(readers.front()));
            by.exclusive -= time;
        }
    }

    void close()
    {
        for (NodeFigures &own : m_figures.nodes) {
            if (own.exclusive < 0) {
                own.clamped = own.exclusive < -own.uncertainty - 1e-9;
                own.exclusive = 0;
            }
            for (double &blocks : own.ownBuffers) {
                own.buffersClamped |= blocks < 0;
                blocks = std::max(0.0, blocks);
            }
            m_figures.tolerance += own.uncertainty;
        }
    }
    [[nodiscard]] static int workersOf(const Node &node, QStringView key)
    {
        constexpr double most = 1024; // MAX_PARALLEL_WORKER_LIMIT
        return int(std::clamp(node.fields.count(key), 0.0, most));
    }
    void reckonWhole()
    {
        Whole &whole = m_figures.whole;
        whole.planning = m_plan.planningTime.value_or(0);
        const double root = m_figures.nodes.empty() ? 0 : m_figures.nodes.front().inclusive;
        whole.nodes = root + m_afterwards;
        for (const Trigger &trigger : m_plan.triggers)
            whole.triggers += std::max(0.0, trigger.time.value_or(0));
        whole.jit = std::max(0.0, m_plan.jit.count(u"Timing/Total"));
        whole.serialization = std::max(0.0, m_plan.serialization.count(u"Time"));
        whole.execution = m_plan.executionTime.value_or(whole.nodes + whole.triggers);
        whole.other = std::max(0.0, whole.execution - whole.nodes - whole.triggers - whole.serialization);
        for (const Node &one : m_plan.nodes) {
            whole.workersPlanned += workersOf(one, u"Workers Planned");
            whole.workersLaunched += workersOf(one, u"Workers Launched");
        }
    }

    const Plan &m_plan;
    Figures m_figures;
    double m_afterwards = 0;
};

} // namespace

QLatin1StringView bufferKey(BufferKind kind) { return bufferNames[size_t(kind)].name; }

double of(const Buffers &buffers, BufferKind kind) { return buffers[size_t(kind)]; }

Figures figuresOf(const Plan &plan) { return Reckoning(plan).all(); }

} // namespace howdah::plan
