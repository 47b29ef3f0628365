// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"
#include "metrics/dashboard.h"

#include <QObject>

#include <memory>

namespace howdah::ui {

class SqlView;

// What the query of a panel may be made of.
struct QueryVocabulary
{
    catalog::Snapshot catalog;                                     // nullptr: of no database
    std::shared_ptr<const metrics::DashboardDefinition> dashboard; // its filters and variables; nullptr: none
};

// Words that may stand at a place of a query: names after ":", columns after "table." or an alias, relations after FROM
// and JOIN, else the columns of the relations that the query reads, what the columns of a chart are called, functions
// and keywords. Nothing within strings and comments. Pure.
struct QueryOffers
{
    QString typed; // of the word so far, as it stands before the place
    QStringList words;
};
[[nodiscard]] QueryOffers offersAt(const QString &sql, qsizetype place, const QueryVocabulary &vocabulary);

// Offers them beneath the caret of a text while it is typed, and by Ctrl+Space. UI thread; belongs to the text.
class QueryCompletion final : public QObject
{
    Q_OBJECT
public:
    explicit QueryCompletion(SqlView *text);
    void setVocabulary(const QueryVocabulary &vocabulary) { m_vocabulary = vocabulary; }
    [[nodiscard]] const QueryVocabulary &vocabulary() const { return m_vocabulary; }
    // The list, as it is shown now; empty while none is.
    [[nodiscard]] QStringList shown() const;
    void offer();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    SqlView *m_text;
    QueryVocabulary m_vocabulary;
    QStringList m_words;
};

} // namespace howdah::ui
