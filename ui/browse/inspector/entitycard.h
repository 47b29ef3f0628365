// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "browse/inspector/cardmodel.h"
#include "browse/inspector/referencespanel.h"
#include "common/page.h"

#include <QPointer>
#include <QTimer>

class QHBoxLayout;
class QLabel;
class QListView;

namespace howdah::ui {

class ActionFlow;
class Badge;
class FlowLayout;

// A row of an entity as its model tells of it: what it is called and how it stands, what can be done with it, its main
// facts, and what it is related to. What it refers to, and rows that are related to it, open in its place as a trail.
// All is asked in one round trip behind the row itself; only the last row that was wanted is shown. UI thread.
class EntityCard final : public QWidget
{
    Q_OBJECT
public:
    explicit EntityCard(const PageServices &services, QWidget *parent = nullptr);
    ~EntityCard() override;

    // The row that the trail begins with; it stays where it is when that is the same row. False: no model says anything
    // of the relation, or its rows have no key; nothing is shown then.
    bool showRow(catalog::Oid relation, const entity::RowValues &row);
    // Another row is on its way.
    void setWaiting();
    void clear();

    // Opens a row in place of the one that is shown, behind it in the trail.
    void follow(const CardModel::Target &target);
    [[nodiscard]] bool canGoBack() const { return m_trail.size() > 1; }
    void goBack();
    // The row that is shown is not the one that the trail began with.
    [[nodiscard]] bool isElsewhere() const { return canGoBack(); }

    [[nodiscard]] const std::optional<entity::Card> &card() const { return m_model->card(); }
    [[nodiscard]] CardModel *model() const { return m_model; }
    [[nodiscard]] QListView *view() const { return m_view; }
    [[nodiscard]] StateStack *states() const { return m_states; }
    [[nodiscard]] ActionFlow *flow() const { return m_flow; }
    [[nodiscard]] bool isReading() const { return m_session != nullptr; }
    // A column of the row may be shown.
    [[nodiscard]] bool isMasked(const QString &column) const { return m_model->isMasked(column); }
    // Notes it, then shows it.
    void reveal(const QString &column);

Q_SIGNALS:
    void shown();        // card() is another one, or more is known of it
    void trailChanged(); // canGoBack()
    void revealed(const QString &column);
    void rowsWanted(const howdah::ui::ReferenceStep &step); // in the grid
    void viewWanted(catalog::Oid relation, entity::RowValues key, int viewIndex);
    void changed(catalog::Oid relation); // an action was carried out on a row of it
    void refused(const QString &why);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Stop
    {
        catalog::Oid relation = 0;
        entity::RowValues key;
        QString title;
    };
    [[nodiscard]] QWidget *makeContent();
    void read();
    void ask();
    void answered(const Result<connection::PipelineAnswer> &answer);
    void stop();
    void showCard(const entity::Card &card);
    void showButtons(const entity::Card &card);
    void showTrail();
    void activate(const QModelIndex &index);
    void openRelation(int relation);
    void bookChanged();

    PageServices m_services;
    CardModel *m_model;
    QListView *m_view;
    StateStack *m_states = nullptr;
    ActionFlow *m_flow;
    QWidget *m_crumbs = nullptr;
    QHBoxLayout *m_crumbLine = nullptr;
    QLabel *m_kind = nullptr;
    QLabel *m_label = nullptr;
    QLabel *m_subtitle = nullptr;
    Badge *m_state = nullptr;
    QWidget *m_buttons = nullptr;
    FlowLayout *m_buttonLine = nullptr;
    std::vector<Stop> m_trail;
    std::optional<entity::CardQuestion> m_question;
    std::shared_ptr<connection::Session> m_session;
    Latest m_asked;
    Latest m_noting;
    QTimer m_partial; // what is known by then is shown while the rest is on its way
};

} // namespace howdah::ui
