// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/dialogframe.h"
#include "dashboard/dashboardboard.h"
#include "metrics/paneltext.h"

#include <QMap>
#include <QThreadPool>
#include <QTimer>

class QFormLayout;
class QLabel;
class QVBoxLayout;

namespace howdah::ui {

class QueryCompletion;
class SqlView;

// Which panel a form is about.
struct PanelSubject
{
    QString path;                   // of the dashboard's file
    QByteArray yaml;                // as it was read
    QString panel;                  // its id; "" for a new one
    QString folder;                 // of own dashboards: where a built-in one is copied to
    metrics::PanelTexts begun = {}; // what a new one begins with

    [[nodiscard]] bool isBuiltIn() const { return path.startsWith(QStringLiteral(":/")); }
};

// Makes or changes one panel of a dashboard: what it is called, how it looks, its query with what may be typed there,
// the columns that it answers, and the panel as it would be, at once. What is saved is the YAML file, of which only the
// lines of that panel change; a file that was changed meanwhile is read again instead of being overwritten, and a
// built-in one becomes a copy. UI thread; files are read and written on another one.
class PanelForm final : public DialogFrame
{
    Q_OBJECT
public:
    // `files`: of one thread; outlives it.
    PanelForm(
        const PanelSubject &subject, const BoardQuestion &question, ConnectionController *connection,
        QThreadPool *files, QWidget *parent);

    [[nodiscard]] SqlView *query() const { return m_query; }
    [[nodiscard]] QueryCompletion *completion() const { return m_completion; }
    [[nodiscard]] PanelCard *preview() const { return m_card; }
    // Problems and preview are those of what is typed.
    [[nodiscard]] bool isReady() const { return m_isChecked && m_runner.open() == 0; }

Q_SIGNALS:
    void saved(const QString &path); // of the file that holds it now

private:
    struct Reading; // what the file would say

    QWidget *buildFields();
    QWidget *buildRight();
    void buildFoot();
    void addLine(QFormLayout *form, const QString &key, const QString &label, const QString &hint);
    void addChoice(
        QFormLayout *form, const QString &key, const QString &label,
        const std::vector<std::pair<QString, QString>> &values);
    void addNumber(QFormLayout *form, const QString &key, const QString &label, int least, int most);
    void addFlag(QFormLayout *form, const QString &key, const QString &label, const QString &tip);

    [[nodiscard]] QString textOf(const QString &key) const;
    void setTextOf(const QString &key, const QString &text);
    [[nodiscard]] metrics::PanelTexts wanted() const;
    [[nodiscard]] QString id() const;
    [[nodiscard]] bool isNew() const { return m_subject.panel.isEmpty(); }
    void fill(const metrics::PanelTexts &texts, const metrics::PanelTexts &before);
    void typed();
    void check();
    void take(const Reading &reading);
    void showProblems(const Reading &reading);
    void showPreview();
    void showColumns();
    void showAnswer(const std::shared_ptr<const PanelAnswer> &answer);
    void save();
    void readAgain();

    PanelSubject m_subject;
    BoardQuestion m_question;
    metrics::PanelTexts m_texts; // as the file has them
    QMap<QString, QWidget *> m_fields;
    bool m_isIdTyped = false;
    bool m_isChecked = false;
    bool m_isSaving = false;

    PanelRunner m_runner;
    EntityStyles m_styles;
    QThreadPool *m_files;
    Latest m_checks;
    QTimer m_pause;
    int m_queryLine = 0;
    std::shared_ptr<const metrics::DashboardDefinition> m_dashboard; // with the panel as it is typed

    SqlView *m_query = nullptr;
    QueryCompletion *m_completion = nullptr;
    QLabel *m_columns = nullptr;
    QLabel *m_noPreview = nullptr;
    QVBoxLayout *m_place = nullptr;
    PanelCard *m_card = nullptr;
    QPushButton *m_save = nullptr;
    QPushButton *m_again = nullptr;
};

} // namespace howdah::ui
