// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/page.h"
#include "data/page/filter.h"
#include "entity/entities.h"
#include "entity/view/viewexport.h"
#include "entity/view/viewplace.h"

#include <QPointer>

class QStackedWidget;
class QToolButton;

namespace howdah::connection {
class Session;
struct PipelineAnswer;
} // namespace howdah::connection

namespace howdah::ui {

class ActionFlow;
class BoardPane;
class ElidedLabel;
class StateStack;
class ThreadPane;
class TimelinePane;

// One view of one row (or, a board, of a table) as a page of its own: reads it, shows it, says what became of that, and
// exports it. UI thread; never blocks.
class EntityView final : public QWidget
{
    Q_OBJECT
public:
    explicit EntityView(const PageServices &services, QWidget *parent = nullptr);
    ~EntityView() override;

    // As soon as it is known what models say.
    void show(const ViewPlace &place);
    [[nodiscard]] const ViewPlace &place() const { return m_place; }
    // Goes to what was said in it; where it is not there yet, once it is.
    void goTo(const entity::RowValues &said);
    void refresh();
    // Other rows may be seen than before: what was read is not shown any more, whatever becomes of reading it again.
    void forgetAndRead();
    void cancelWork();
    void focusSearch();
    void connectionLost(const Error &error);
    void reconnected();

    // "Late container"; what it is a view of, in words.
    [[nodiscard]] const QString &title() const { return m_title; }
    [[nodiscard]] QString tip() const;
    [[nodiscard]] QList<QAction *> actions() const { return m_actions; }
    [[nodiscard]] bool isReading() const { return m_session != nullptr; }
    // Of its title; "" where it has none to go back to.
    void setOrigin(const QString &words);
    // What can be exported is all here.
    [[nodiscard]] bool canExport() const;
    void exportTo(const QString &path, entity::ViewFormat format);

    [[nodiscard]] StateStack *states() const { return m_states; }
    [[nodiscard]] ThreadPane *thread() const { return m_thread; } // nullptr until there is one; the same of the others
    [[nodiscard]] TimelinePane *timeline() const { return m_timeline; }
    [[nodiscard]] BoardPane *board() const { return m_board; }
    [[nodiscard]] ActionFlow *flow() const { return m_flow; }

Q_SIGNALS:
    void titleChanged();
    void rowsWanted(quint32 relation, const howdah::data::FilterSet &filters);
    void backWanted();
    void changed(quint32 relation); // a card was moved
    void exported(const QString &path);

private:
    void makeHead();
    QAction *action(const QString &iconName, const QString &text, const QString &name);
    void load();
    void ask(std::vector<connection::Statement> statements);
    void loadThread(const entity::BoundEntity &entity, const entity::ViewDefinition &view);
    void loadDetails();
    void loadTimeline(const entity::BoundEntity &entity, const entity::ViewDefinition &view);
    void loadBoard(const entity::BoundEntity &entity, const entity::ViewDefinition &view);
    void showThread();
    void showHead(const entity::ViewHead &head, const QStringList &facts);
    void showBoard(std::shared_ptr<const entity::Board> board);
    void failed(const Error &error);
    void gone();
    void showPane(QWidget *pane);
    void wantRow(quint32 relation, const entity::RowValues &key);
    void wantRows();
    void chooseFile(entity::ViewFormat format);
    void updateReadOnly();
    void updateActions();
    [[nodiscard]] const entity::BoundEntity *bound() const;
    [[nodiscard]] const entity::ViewDefinition *definition() const;
    [[nodiscard]] bool takeSession();

    PageServices m_services;
    ViewPlace m_place;
    QString m_title;
    std::shared_ptr<const entity::Entities> m_entities; // that the last reading was made of
    std::shared_ptr<connection::Session> m_session;     // while it reads
    std::shared_ptr<const entity::ThreadQuestion> m_question;
    std::shared_ptr<const entity::Thread> m_readThread;
    bool m_hasDetails = false;
    bool m_hasContent = false; // that is in sight, or behind a skeleton
    std::shared_ptr<const entity::Board> m_readBoard;
    Latest m_reading;
    Latest m_writing;
    ElidedLabel *m_heading = nullptr;
    ElidedLabel *m_subtitle = nullptr;
    ElidedLabel *m_note = nullptr; // what became of an export
    QToolButton *m_more = nullptr;
    QAction *m_back = nullptr;
    QAction *m_rows = nullptr;
    QAction *m_refresh = nullptr;
    QAction *m_export[3] = {};
    QList<QAction *> m_actions;
    QStackedWidget *m_panes;
    StateStack *m_states;
    ThreadPane *m_thread = nullptr;
    TimelinePane *m_timeline = nullptr;
    BoardPane *m_board = nullptr;
    ActionFlow *m_flow;
};

} // namespace howdah::ui
