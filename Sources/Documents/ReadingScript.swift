/// Says the numbers at the place of a drawing that is pointed at, or that its slider is at.
enum ReadingScript {
    static let text = """
        for(const box of document.querySelectorAll('.readings')){
        const svg=box.parentElement.querySelector('svg'),table=box.querySelector('table');
        const places=box.dataset.places.split(' ').map(Number),span=box.dataset.span.split(' ');
        const heads=[...table.tHead.rows[0].cells].map(c=>c.textContent);
        const words=[...table.tBodies[0].rows].map(row=>[...row.cells].map((cell,i)=>
        [heads[i],cell.textContent]).filter(pair=>pair[1]).map(pair=>pair.join(' ')).join(', '));
        const line=document.createElementNS('http://www.w3.org/2000/svg','line');
        for(const [name,value] of [['y1',span[0]],['y2',span[1]],['class','place']])line.setAttribute(name,value);
        svg.append(line);
        const label=make('label',heads[0]+' '),slider=make('input',''),said=make('p','','say');
        slider.type='range';slider.max=places.length-1;slider.value=places.length-1;
        label.append(slider);box.prepend(label,said);
        const tell=()=>{const i=Number(slider.value);said.textContent=words[i];
        slider.setAttribute('aria-valuetext',words[i]);
        for(const end of ['x1','x2'])line.setAttribute(end,places[i])};
        const point=event=>{const r=svg.getBoundingClientRect();
        const x=(event.clientX-r.left)/r.width*svg.viewBox.baseVal.width;let best=0;
        places.forEach((place,i)=>{if(Math.abs(place-x)<Math.abs(places[best]-x))best=i});
        slider.value=best;tell()};
        for(const event of ['pointermove','pointerdown'])svg.addEventListener(event,point);
        slider.addEventListener('input',tell);tell()}
        """
}
