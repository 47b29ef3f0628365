// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/lockeffects.h"
#include "migration/rehearse/rehearsalrequest.h"
#include "migration/rehearse/scratch.h"

#include <QHash>
#include <QSet>

namespace howdah::sql {
struct StatementTree;
}

namespace howdah::migration {

// How a step went on the scratch database.
struct StepOutcome
{
    std::vector<StatementMeasure> statements; // those that ran or were left out
    double milliseconds = 0;                  // of the statements and the commit, without our looks between them
    QStringList notes;
    QStringList beyond;         // statements that were left out because they reach beyond the database
    std::optional<Error> error; // why it stopped; a transaction is rolled back by then
    int failedStatement = 0;    // 0: not in a statement of the file
    QString missingRole;        // the role whose absence is the error
    QStringList privileged;     // statements that were left out because only a superuser may run them
    bool refused = false;       // the error is that it lacks rights
};

// Runs the statements of a step one by one on the scratch database and looks, after each and inside of its transaction,
// at the locks that are held and the files that have changed. Lives as long as one run of a step. Blocks.
class MeasuredStep final
{
public:
    MeasuredStep(Scratch &scratch, const Step &step, QString searchPath, std::stop_token stop);
    // What scripts may call the database that is rehearsed; empty: anything.
    void setTarget(QString database) { m_target = std::move(database); }

    // From this statement on, for files without a transaction that were stopped before.
    [[nodiscard]] StepOutcome run(int first = 1);

private:
    struct Known // a relation that was there when the step, or its statement, began
    {
        QString name;
        char kind = 'r';
        qint64 file = 0;
    };

    bool begin();
    bool runStatement(int number);
    bool runAlone(StatementMeasure measure, const PlannedStatement &planned, const sql::StatementTree &tree);
    bool send(StatementMeasure &measure, const PlannedStatement &planned, const sql::StatementTree &tree);
    bool copy(StatementMeasure &measure, const PlannedStatement &planned);
    bool ask(const QString &sql);
    bool readRelations();
    bool look(StatementMeasure *measure);
    void readLocks(StatementMeasure *measure, const connection::RowBatch &rows);
    [[nodiscard]] sql::LockEffects expectedEffects(const sql::StatementTree &tree);
    void compareFiles(StatementMeasure &measure, const QHash<quint32, Known> &before) const;
    [[nodiscard]] QString skipReason(const sql::StatementTree &tree);
    [[nodiscard]] QString extensionReason(const sql::StatementTree &tree);
    bool runAsOwner(const sql::StatementTree &tree, StatementMeasure &measure, const PlannedStatement &planned);
    bool openSchemas(const QString &role, QStringList &schemas);
    bool adoptRoles();
    bool failed(const Error &error, int number);
    template <typename T>
    Result<T> wait(QFuture<Result<T>> future);

    Scratch &m_scratch;
    connection::Session &m_session;
    const Step &m_step;
    QString m_searchPath;
    QString m_target;
    std::stop_token m_stop;
    StepOutcome m_outcome;
    QHash<quint32, Known> m_relations;
    QSet<std::pair<quint32, QString>> m_held; // locks that were seen in this transaction
    qint64 m_wal = 0;                         // position at the last look
};

} // namespace howdah::migration
