// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "prompt/list/promptlistmodel.h"

#include <QTimer>
#include <QWidget>

class QLineEdit;
class QTreeView;

namespace howdah::ui {

class PromptContext;
class StateStack;

// Which prompts are listed, what is searched among them, and which version is selected. Its search field stands in the
// head of the page.
class PromptListPane final : public QWidget
{
    Q_OBJECT
public:
    explicit PromptListPane(PromptContext *context, QWidget *parent = nullptr);

    [[nodiscard]] QLineEdit *searchField() const { return m_search; }

    // Nothing of the one before is kept but what is searched.
    void setOverview(const std::shared_ptr<const PromptOverview> &overview);
    void setAssessment(const std::shared_ptr<const PromptAssessment> &assessment);
    void setEdited(const QSet<QString> &ids) { m_model.setEdited(ids); }
    // A version by the id of its row; false when it is not in the list. What hides it is searched no more.
    bool select(const QString &id);
    // That one, or else the active version of the first agent, or its newest one.
    void selectOr(const QString &id);
    [[nodiscard]] QString selectedId() const; // "" for an agent, or nothing
    bool clearSearch();                       // false when nothing was searched

Q_SIGNALS:
    void selectionChanged();
    void menuWanted(const QPoint &at); // on the screen

private:
    void search();
    void showFound(const Result<std::vector<prompt::SearchHit>> &hits);

    PromptContext *m_context;
    std::shared_ptr<const PromptOverview> m_overview;
    std::shared_ptr<const PromptAssessment> m_assessment;
    PromptListModel m_model;
    Latest m_searches;
    QTimer m_searchTimer;
    QTimer m_clock; // "5 minutes ago"
    QLineEdit *m_search;
    QTreeView *m_list;
    StateStack *m_state;
};

// "model:gpt", "var:topic", "is:active", "/regex/", and words: what the search field understands. Pure.
[[nodiscard]] prompt::SearchQuery searchQueryOf(const QString &typed);

} // namespace howdah::ui
