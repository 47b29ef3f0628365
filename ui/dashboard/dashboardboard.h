// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chart/entitystyles.h"
#include "chart/panelpicture.h"
#include "dashboard/dashboardchoice.h"
#include "dashboard/panelcard.h"
#include "dashboard/panelgrid.h"

#include <QScrollArea>
#include <QSet>

namespace howdah::ui {

// What all panels are asked alike.
struct BoardQuestion
{
    metrics::TimeRange range;
    QTimeZone zone = QTimeZone::utc();
    QDateTime now;
    metrics::FilterChoice filters;
    bool previous = true;
    bool weekdays = false; // see DashboardChoice

    // The same for one panel.
    [[nodiscard]] metrics::PanelContext contextFor(const metrics::PanelDefinition &panel) const;
};

// The panels of one dashboard in their places. Makes them one after the other, asks for those in view first, and shows
// one answer in a turn of the event loop, so that the window goes on answering. UI thread.
class DashboardBoard final : public QScrollArea
{
    Q_OBJECT
public:
    explicit DashboardBoard(ConnectionController *connection, QWidget *parent = nullptr);

    // Takes the panels of the one before away. nullptr: none.
    void setDashboard(std::shared_ptr<const metrics::DashboardDefinition> dashboard);
    [[nodiscard]] const std::shared_ptr<const metrics::DashboardDefinition> &dashboard() const { return m_dashboard; }

    // Answers of an earlier question do not come any more.
    void ask(const BoardQuestion &question, PanelCard::Keep keep);
    void cancel();
    [[nodiscard]] bool isAsking() const { return m_runner.open() > 0 || !m_arrived.empty(); }
    // All panels are made, nothing runs, and all answers are shown.
    [[nodiscard]] bool isSettled() const;
    [[nodiscard]] int openQuestions() const { return m_runner.open(); }
    [[nodiscard]] const PanelRunner &runner() const { return m_runner; }

    // `chosen`: its values may depend on other filters.
    void askValues(const QString &filter, const metrics::FilterChoice &chosen, bool isUrgent);
    // In which schema the search path of the server finds a relation.
    void askRows(
        const QString &schema, const QString &relation, const QString &condition,
        std::function<void(const Result<metrics::OpenedRows> &rows)> notify)
    {
        m_runner.askRows(schema, relation, condition, std::move(notify));
    }
    void setValues(const ValuesByFilter &values); // to know what a mark may filter by
    [[nodiscard]] const ValuesByFilter &values() const { return m_values; }

    [[nodiscard]] const QList<PanelCard *> &cards() const { return m_cards; }
    [[nodiscard]] PanelCard *card(const QString &id) const;
    void maximise(PanelCard *card); // nullptr: all again
    [[nodiscard]] bool isMaximised() const { return m_grid->sole() != nullptr; }
    [[nodiscard]] QStringList missingTables() const; // of all panels, each once
    [[nodiscard]] EntityStyles &styles() { return m_styles; }
    [[nodiscard]] std::vector<PanelPicture> pictures() const;

    void setLimits(const metrics::PanelLimits &limits) { m_limits = limits; }

Q_SIGNALS:
    void askingChanged();
    void settled();
    void connectionLost(const howdah::Error &error);
    void valuesRead(const QString &filter, const howdah::metrics::FilterValues &values);
    void valuesFailed(const QString &filter, const howdah::Error &error);
    void filterToggled(const QString &filter, const QString &value);
    void rangeChosen(const QDateTime &from, const QDateTime &to);
    void rowsWanted(const QString &schema, const QString &relation, const QString &condition);
    void rollupWanted(howdah::ui::PanelCard *card);
    void linkWanted(const howdah::metrics::LinkDefinition &link, const howdah::metrics::FilterChoice &marked);
    void editWanted(const QString &panel);
    void sqlWanted(howdah::ui::PanelCard *card);
    void exportWanted(howdah::ui::PanelCard *card, howdah::ui::PanelExport form);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeNext();
    void connectCard(PanelCard *card);
    void askCard(PanelCard *card, bool evenIfDear, PanelCard::Keep keep);
    void showNextAnswer();
    [[nodiscard]] int urgencyOf(const QString &key) const;
    [[nodiscard]] std::optional<std::pair<QString, QString>>
    filterOf(const PanelCard *card, int series, int point) const;
    void offerFilter(PanelCard *card);
    void notifyIfSettled();

    std::shared_ptr<const metrics::DashboardDefinition> m_dashboard;
    EntityStyles m_styles;
    PanelGrid *m_grid;
    QList<PanelCard *> m_cards;
    size_t m_made = 0;
    QTimer m_making;
    std::deque<std::shared_ptr<const PanelAnswer>> m_arrived;
    QTimer m_showing;
    std::optional<BoardQuestion> m_question;
    metrics::PanelLimits m_limits;
    QSet<QString> m_turned; // rankings whose other end is shown
    QSet<QString> m_agreed; // to the exact answer, however expensive, for what is chosen now
    QString m_urgentValues;
    QMap<QString, metrics::FilterChoice> m_askedFor; // by filter, what its values were last asked for
    ValuesByFilter m_values;
    PanelRunner m_runner;
};

} // namespace howdah::ui
