// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "grid/loadedrows.h"
#include "data/page/pagesource.h"

namespace howdah::ui {

// How the pages of one query come: what is asked for, and whether it failed. Asks for what lies beside the rows that
// are here, or for another place; who hears of a page puts it among them. UI thread; never blocks.
class PageReader final : public QObject
{
    Q_OBJECT
public:
    enum class Wanted { Nothing, Replace, Again, After, Before };
    // The first and the last of some rows that are here.
    struct Extent
    {
        int first = 0;
        int last = 0;
    };

    explicit PageReader(LoadedRows &loaded)
        : m_loaded(loaded)
    {
    }

    // The session is used by this reader alone.
    void open(std::shared_ptr<connection::Session> session, data::PageQuery query, int serverVersion);
    // The first page, and how many rows there may be where that is not known.
    void start();
    // Another session for the same query: what is here is read again.
    void reopen(std::shared_ptr<connection::Session> session);
    // Reads again what is here, at the same place: where somebody says so, at these rows.
    void reload();
    void setWantedAgain(std::function<Extent()> wanted) { m_wantedAgain = std::move(wanted); }
    void cancel();

    [[nodiscard]] bool isOpen() const { return m_source != nullptr; }
    [[nodiscard]] bool isLoading() const { return m_source && m_source->isFetching(); }
    [[nodiscard]] const data::PageQuery *query() const { return m_source ? &m_source->query() : nullptr; }
    // nullptr when nothing is open. Another one after reopen().
    [[nodiscard]] data::PageSource *source() const { return m_source.get(); }

    // Each returns at once. The first two do nothing while anything is under way, and after a failure until the
    // operator wants something else.
    void fetchBefore();
    void fetchAfter();
    void jumpToStart();
    void jumpToEnd();
    void jumpToFraction(double fraction);
    // To the row that stands there in the order.
    void jumpToPlace(const data::Place &place, data::Position position);

Q_SIGNALS:
    // `showRow`: to be shown at the top after a jump; negative: the last one.
    void arrived(const howdah::data::Page &page, howdah::ui::PageReader::Wanted wanted, int showRow);
    void loadingChanged(bool loading);
    void pageArrived(); // after the others
    void failed(const howdah::Error &error);

private:
    void fetch(data::PageRequest request, Wanted wanted, int showRow = 0);
    void answered(const Result<data::Page> &page, Wanted wanted, int showRow);
    [[nodiscard]] bool isReady() const;

    LoadedRows &m_loaded;
    std::unique_ptr<data::PageSource> m_source;
    std::function<Extent()> m_wantedAgain;
    int m_serverVersion = 0;
    Wanted m_wanted = Wanted::Nothing;
    bool m_failed = false;
};

} // namespace howdah::ui
