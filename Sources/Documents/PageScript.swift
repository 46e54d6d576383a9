/// What a page can do: sort tables, hide rows, say differences, copy commands. Without it, everything
/// can still be read.
enum PageScript {
    static let text = """
        'use strict';
        const make=(tag,words,name)=>{const e=document.createElement(tag);e.textContent=words;
        if(name)e.className=name;return e};
        const button=(words,name)=>{const b=make('button',words,name);b.type='button';return b};
        // A cell's number: "52.31 ± 0.20 %", "−1.20", "10,000", "< 0.0001"; none is last.
        const number=cell=>{if(cell.dataset.value)return parseFloat(cell.dataset.value);
        const m=cell.textContent.replace(/,/g,'').replace(/−/g,'-')
        .match(/-?[0-9]+([.][0-9]+)?/);return m?parseFloat(m[0]):-Infinity};
        const compare=(place,numeric)=>(a,b)=>numeric
        ?number(b.cells[place])-number(a.cells[place])
        :a.cells[place].textContent.localeCompare(b.cells[place].textContent);
        for(const table of document.querySelectorAll('table.sorts')){
        const body=table.tBodies[0],heads=[...table.tHead.rows[0].cells];
        heads.forEach((head,place)=>{const b=button('');b.append(...head.childNodes);head.append(b);
        b.addEventListener('click',()=>{const numeric=head.classList.contains('number');
        const first=numeric?'descending':'ascending',second=numeric?'ascending':'descending';
        const order=head.getAttribute('aria-sort')===first?second:first;
        heads.forEach(h=>h.removeAttribute('aria-sort'));head.setAttribute('aria-sort',order);
        const rows=[...body.rows].sort(compare(place,numeric));
        if(order===second)rows.reverse();body.append(...rows)})});
        if(body.rows.length<3||table.closest('.readings'))continue;
        const all=button('');all.hidden=true;table.parentElement.after(all);
        const count=()=>{const n=[...body.rows].filter(r=>r.hidden).length;all.hidden=n===0;
        all.textContent='Show '+n+(n===1?' hidden row':' hidden rows')};
        all.addEventListener('click',()=>{for(const r of body.rows)r.hidden=false;count()});
        for(const row of body.rows){const b=button('×','hide');
        b.setAttribute('aria-label','Hide this row: '+row.cells[0].textContent);
        b.addEventListener('click',()=>{row.hidden=true;count()});row.cells[0].prepend(b)}}
        for(const matrix of document.querySelectorAll('.matrix')){
        const say=matrix.querySelector('.say');
        for(const b of matrix.querySelectorAll('button')){
        const tell=()=>{say.textContent=b.getAttribute('aria-label')};
        for(const event of ['mouseenter','focus','click'])b.addEventListener(event,tell)}}
        for(const square of document.querySelectorAll('.square')){
        const buttons=[...square.querySelectorAll('td button')];
        const panel=b=>document.getElementById(b.getAttribute('aria-controls'));
        const open=(b,yes)=>{b.setAttribute('aria-expanded',yes);panel(b).hidden=!yes};
        for(const b of buttons){open(b,false);b.addEventListener('click',()=>{
        const yes=b.getAttribute('aria-expanded')==='false';
        for(const other of buttons)open(other,other===b&&yes)})}}
        for(const code of document.querySelectorAll('.code')){
        const b=button('Copy'),pre=code.querySelector('pre');code.append(b);
        b.addEventListener('click',async()=>{try{await navigator.clipboard.writeText(pre.textContent);
        b.textContent='Copied'}catch{getSelection().selectAllChildren(pre);
        b.textContent='Press Ctrl-C'}setTimeout(()=>{b.textContent='Copy'},2000)})}
        """
}
