// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"

#include <QObject>
#include <QPointer>

#include <set>

namespace howdah::ui {

class ConnectionController;
class ResultModel;

// Hides the columns of an answer that come from a column which a model calls sensitive, or are made of such, until
// somebody asks for one of them, which is noted in the audit log first. Before the models are known all are hidden; the
// models of another database than the answer came from change nothing. UI thread.
class ResultMasks final : public QObject
{
    Q_OBJECT
public:
    // `statement`: that the rows answer. `isHere`: they come from the database of the connection; the models of others
    // are not known here, and all columns are hidden. Without a connection nothing is.
    ResultMasks(
        ConnectionController *connection, ResultModel *model, const QString &statement, bool isHere, QObject *parent);

    [[nodiscard]] bool isSensitive(int column) const { return m_sensitive.contains(column); }
    void reveal(int column);

Q_SIGNALS:
    void changed();
    void revealed(const howdah::Result<void> &noted);

private:
    void bind();
    void apply();

    QPointer<ConnectionController> m_connection;
    ResultModel *m_model;
    const QByteArray m_statement;
    QString m_place; // of the connection that it came over
    QString m_database;
    std::set<int> m_sensitive;
    std::set<int> m_revealed;
    Latest m_noting;
};

} // namespace howdah::ui
